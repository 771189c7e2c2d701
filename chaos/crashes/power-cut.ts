import {
  mkdir,
  readdir,
  readFile,
  rm,
  utimes,
  writeFile,
} from "node:fs/promises";
import { dirname, join } from "node:path";
import type { FileOps } from "../../src/queue/file-ops.ts";

/**
 * A disk that loses power. Every change goes to the real folder and is noted; `cut` leaves in the folder only what would
 * be there afterwards:
 *
 * `forgetful`: each folder on its own has the names that it had when it was last synced, and no other. A rename is one
 * change: its new name may be there without the old one having gone, but the old one never goes without the new one.
 * `journal`: like ext4, XFS or APFS, whatever is synced takes everything before it along; what came after is lost.
 */
export type DiskKind = "forgetful" | "journal";

export interface CuttableDisk {
  readonly ops: FileOps;
  cut(): Promise<void>;
}

type Node = { text: string } | "folder";

/** Names that came and went, as long as no sync has made them last. */
interface Change {
  add: { readonly path: string; readonly node: Node } | null;
  remove: string | null;
}

/** All that is below `root` now is taken for synced. */
export async function createCuttableDisk(
  root: string,
  kind: DiskKind,
  ops: FileOps,
): Promise<CuttableDisk> {
  const lasting = await readTree(root);
  const live = new Map(lasting);
  let pending: Change[] = [];

  function note(change: Change): void {
    pending.push(change);
    if (change.remove !== null) live.delete(change.remove);
    if (change.add) live.set(change.add.path, change.add.node);
  }

  function keepAdd(change: Change): void {
    if (change.add) lasting.set(change.add.path, change.add.node);
    change.add = null;
  }

  function keep(isKept: (folder: string) => boolean): void {
    for (const change of pending) {
      const { add, remove } = change;
      if (add && isKept(dirname(add.path))) keepAdd(change);
      if (remove === null || !isKept(dirname(remove))) continue;
      keepAdd(change);
      lasting.delete(remove);
      change.remove = null;
    }
    pending = pending.filter(({ add, remove }) => add ?? remove);
  }

  const keepAll = () => keep(() => true);

  return {
    ops: {
      ...ops,
      async makeFolder(path) {
        await ops.makeFolder(path);
        const folders = fromRoot(root, path).filter((each) => !live.has(each));
        for (const each of folders) {
          note({ add: { path: each, node: "folder" }, remove: null });
          keep((folder) => kind === "journal" || folder === dirname(each));
        }
      },
      async write(path, text) {
        await ops.write(path, text);
        const known = live.get(path);
        if (known !== undefined && known !== "folder") known.text = text;
        else note({ add: { path, node: { text } }, remove: null });
        if (kind === "journal") keepAll();
      },
      async rename(from, to) {
        await ops.rename(from, to);
        note({ add: { path: to, node: nodeAt(live, from) }, remove: from });
      },
      async link(from, to) {
        await ops.link(from, to);
        note({ add: { path: to, node: nodeAt(live, from) }, remove: null });
      },
      async unlink(path) {
        await ops.unlink(path);
        note({ add: null, remove: path });
      },
      async syncFolder(folder) {
        await ops.syncFolder(folder);
        if (kind === "journal") keepAll();
        else keep((each) => each === folder);
      },
    },
    cut: () => writeTree(root, lasting),
  };
}

function nodeAt(live: ReadonlyMap<string, Node>, path: string): Node {
  const node = live.get(path);
  if (node === undefined) throw new Error(`${path} is not known to the disk`);
  return node;
}

/** The folders from below `root` down to `path`. */
function fromRoot(root: string, path: string): readonly string[] {
  if (path === root || path === dirname(path)) return [];
  return [...fromRoot(root, dirname(path)), path];
}

/** The queue's lock is no file of this story: SQLite's own, and empty. */
const isLock = (path: string) => path.includes(".amphigory.lock");

async function readTree(root: string): Promise<Map<string, Node>> {
  const tree = new Map<string, Node>();
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name);
    if (isLock(path)) continue;
    const isFolder = entry.isDirectory();
    tree.set(
      path,
      isFolder ? "folder" : { text: await readFile(path, "utf8") },
    );
  }
  return tree;
}

/** Long ago: nobody writes to these any more. */
const OLD = new Date(0);

async function writeTree(
  root: string,
  tree: ReadonlyMap<string, Node>,
): Promise<void> {
  for (const name of await readdir(root)) {
    await rm(join(root, name), { recursive: true, force: true });
  }
  const reached = new Set([root]);
  for (const path of [...tree.keys()].sort()) {
    const node = tree.get(path);
    // What is in a folder whose own name was lost is lost with it.
    if (node === undefined || !reached.has(dirname(path))) continue;
    if (node === "folder") {
      await mkdir(path);
      reached.add(path);
      continue;
    }
    await writeFile(path, node.text);
    await utimes(path, OLD, OLD);
  }
}
