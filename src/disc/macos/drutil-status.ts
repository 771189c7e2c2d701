import type { Medium } from "../../state/event.ts";
import { mediumKindOf } from "./disk-info.ts";

/** What `drutil status -xml` says about the disc in the only drive. */
export interface DrutilStatus {
  readonly mediumKind: Medium["kind"];
  readonly isBlank: boolean;
}

/**
 * `null` for no disc, no drive, a part of an answer, or several drives: nothing in it says which of them is which disk.
 * Facts are attributes (`<mediaType value="CD-R"/>`) and empty elements (`<blank/>`).
 */
export function readDrutilStatus(text: string): DrutilStatus | null {
  if (text.match(/<statusfordevice[\s>]/g)?.length !== 1) return null;
  const [, media] = /<mediaInfo>(.*)<\/mediaInfo>/s.exec(text) ?? [];
  if (media === undefined || !text.includes("</statusdoc>")) return null;
  const [, type = ""] = /<mediaType\s+value="([^"]*)"/.exec(media) ?? [];
  return {
    mediumKind: mediumKindOf(type),
    isBlank: /<blank\s*\/>|<blank>\s*<\/blank>/.test(media),
  };
}
