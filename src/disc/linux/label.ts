import type { Block } from "./block-reader.ts";

/**
 * The volume name. udev writes what is not harmless in it as `\xNN`, byte by byte (`THE\x20POLAR\x20EXPRESS`); its
 * ID_FS_LABEL has `_` in place of these and is only better than nothing.
 */
export function readLabel(block: Block): string | null {
  const encoded = block.get("ID_FS_LABEL_ENC");
  const label =
    encoded === undefined ? block.get("ID_FS_LABEL") : decode(encoded);
  const shown = (label ?? "").replace(/\p{Cc}/gu, " ").trim();
  return shown === "" ? null : shown;
}

function decode(encoded: string): string {
  const runs = /(?:\\x[0-9a-fA-F]{2})+/g;
  return encoded.replace(runs, (run) =>
    Buffer.from(run.replaceAll("\\x", ""), "hex").toString("utf8"),
  );
}
