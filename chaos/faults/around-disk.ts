import { existsSync } from "node:fs";
import type { FileOps } from "../../src/queue/file-ops.ts";

/** Every operation of a disk, each through `around`. */
export function around(
  ops: FileOps,
  through: <T>(
    name: keyof FileOps,
    run: () => Promise<T>,
    path: string,
  ) => Promise<T>,
): FileOps {
  return {
    stat: (path) => through("stat", () => ops.stat(path), path),
    lstat: (path) => through("lstat", () => ops.lstat(path), path),
    list: (path) => through("list", () => ops.list(path), path),
    read: (path, most) => through("read", () => ops.read(path, most), path),
    makeFolder: (path) =>
      through("makeFolder", () => ops.makeFolder(path), path),
    write: (path, text) => through("write", () => ops.write(path, text), path),
    rename: (from, to) => through("rename", () => ops.rename(from, to), to),
    link: (from, to) => through("link", () => ops.link(from, to), to),
    unlink: (path) => through("unlink", () => ops.unlink(path), path),
    syncFolder: (path) =>
      through("syncFolder", () => ops.syncFolder(path), path),
  };
}

/** Told of every operation that begins and that ends. */
export function counting(
  ops: FileOps,
  count: (change: 1 | -1) => void,
): FileOps {
  return around(ops, async (_name, run) => {
    count(1);
    try {
      return await run();
    } finally {
      count(-1);
    }
  });
}

/** Counts the answers that come to be. */
export function watching(ops: FileOps, answers: Map<string, number>): FileOps {
  return around(ops, async (name, run, path) => {
    const id = /\/complete\/([^/]+)\.json$/.exec(path)?.[1];
    const makes = id && (name === "rename" || name === "link");
    const was = makes && existsSync(path);
    const result = await run();
    if (makes && (!was || name === "rename"))
      answers.set(id, (answers.get(id) ?? 0) + 1);
    return result;
  });
}
