import { stat } from "node:fs/promises";
import { formatBytes } from "../../lib/format-bytes.ts";
import { freeBytesOf } from "../../makemkv/target/prepare-target.ts";
import type { Settings } from "../../state/settings.ts";
import { type Check, error, ok, type Verdict, warning } from "../check.ts";
import { outputRoots } from "./folders.ts";

/** A Blu-ray has 50 GB at most, one for UHD 100 GB; few films need more than this. */
const ENOUGH_BYTES = 60e9;

/** Room for the next rips, once for each disk. */
export const spaceCheck: Check = {
  name: "free space",
  whenLate:
    "The disk or share does not answer: check that it is connected. With skip_space_check: true nobody asks it.",
  async examine({ settings }) {
    if (settings === null) return [];
    if (settings.skipSpaceCheck)
      return [ok("It is not looked at (skip_space_check).")];
    const folders = await oneForEachDisk(settings);
    return Promise.all(
      folders.map(async (folder) =>
        judge(folder, await freeBytesOf(folder), settings.minFreeBytes),
      ),
    );
  },
};

function judge(
  folder: string,
  free: number | null,
  minFreeBytes: number,
): Verdict {
  if (free === null)
    return ok(
      `The disk of ${folder} does not say; it is believed to have room.`,
    );
  const text = `${formatBytes(free)} are free for ${folder}.`;
  if (free < minFreeBytes)
    return error(
      text,
      "Make room; nothing can be ripped. If the system says nonsense about a share, set skip_space_check: true.",
    );
  if (free < ENOUGH_BYTES)
    return warning(text, "Make room before the next Blu-ray.");
  return ok(text);
}

async function oneForEachDisk(settings: Settings): Promise<readonly string[]> {
  const disks = new Map<number, string>();
  for (const { folder } of await outputRoots(settings)) {
    const found = await stat(folder).catch(() => null);
    if (found && !disks.has(found.dev)) disks.set(found.dev, folder);
  }
  return [...disks.values()];
}
