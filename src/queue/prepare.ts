import { isAbsolute, relative } from "node:path";
import type { FileOps } from "./file-ops.ts";
import type { Layout } from "./layout.ts";
import { FolderGone } from "./trouble.ts";

/**
 * Makes the folders that are not there yet. But a disk that is not mounted must not get a new, empty queue in its
 * place: the tasks folder is made only below a basedir that exists, and never a second time; and one that was seen
 * before and has nothing in it any more is an empty mount point. Throws what the file system throws.
 */
export async function prepareFolders(
  ops: FileOps,
  layout: Layout,
  how: { readonly basedir: string; readonly wasSeen: boolean },
): Promise<void> {
  const { directory } = layout;
  if ((await ops.stat(directory)) === null) {
    if (how.wasSeen || !isBelow(directory, how.basedir)) {
      throw new FolderGone(`ENOENT: there is no folder ${directory}`);
    }
    if ((await ops.stat(how.basedir)) === null) {
      throw new FolderGone(`ENOENT: there is no folder ${how.basedir}`);
    }
    await ops.makeFolder(directory);
  }
  const folders = [layout.queued, layout.inProgress, layout.complete];
  const stats = await Promise.all(folders.map((folder) => ops.stat(folder)));
  if (how.wasSeen && stats.every((stat) => stat === null)) {
    throw new FolderGone(`ENOENT: ${directory} is empty, as if unmounted`);
  }
  for (const [at, folder] of folders.entries()) {
    if (stats[at] === null) await ops.makeFolder(folder);
  }
}

function isBelow(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== "" && !isAbsolute(way) && way.split("/")[0] !== "..";
}
