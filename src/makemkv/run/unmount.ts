import type { Clock } from "../../lib/clock.ts";
import { signalGroup } from "./process-group.ts";
import { within } from "./waiting.ts";

const LIMIT_MS = 10_000;

/**
 * Lets go of a disc that macOS has mounted, without ejecting it: while it is mounted, the drive may refuse makemkvcon
 * (seen by AutoRipper). Elsewhere, and for what is no disk of macOS, it does nothing. It is an attempt:
 * resolves after at most 10 s, whatever came of it.
 */
export async function unmountDisc(device: string, clock: Clock): Promise<void> {
  const disk = wholeDisk(device);
  const PATH = process.env["PATH"] ?? "";
  const diskutil = disk === null ? null : Bun.which("diskutil", { PATH });
  if (disk === null || diskutil === null) return;
  try {
    const child = Bun.spawn([diskutil, "unmountDisk", disk], {
      stdin: "ignore",
      stdout: "ignore",
      stderr: "ignore",
      detached: true,
    });
    const how = await within(clock, LIMIT_MS, child.exited);
    if (how !== "late") return;
    signalGroup(child.pid, "SIGKILL");
    child.unref();
  } catch {
    return;
  }
}

/** diskutil knows the disk by its block device: `/dev/rdisk4` → `/dev/disk4`. `null`: it is none of macOS. */
function wholeDisk(device: string): string | null {
  const [, name] = /^\/dev\/r?(disk\d+)$/.exec(device) ?? [];
  return name === undefined ? null : `/dev/${name}`;
}
