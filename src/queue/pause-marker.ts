import type { Clock } from "../lib/clock.ts";
import { writeNewFile } from "./atomic-write.ts";
import type { FileOps } from "./file-ops.ts";
import type { Layout } from "./layout.ts";
import { hasCode } from "./trouble.ts";

/** The file `PAUSED` is the pause. A marker that is there is not written again. Throws what the file system throws. */
export async function setPauseMarker(
  { ops, clock }: { readonly ops: FileOps; readonly clock: Clock },
  layout: Layout,
  isPaused: boolean,
): Promise<void> {
  if (isPaused) {
    const time = new Date(clock.now()).toISOString();
    await writeNewFile(ops, layout.paused, `${time}\n`);
    return;
  }
  try {
    await ops.unlink(layout.paused);
  } catch (error) {
    if (!hasCode(error, "ENOENT")) throw error;
  }
  await ops.syncFolder(layout.directory);
}
