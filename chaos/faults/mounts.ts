import { mkdirSync, openSync, closeSync, writeSync, rmSync } from "node:fs";
import { join } from "node:path";
import { canMount } from "../../test/support/tiny-disk.ts";

/** Disks of our own, for a root on Linux; each is unmounted at the end, lazily where somebody still holds it. */

export function needsMount(): string | null {
  return canMount ? null : "only root on Linux may mount a disk";
}

export function needsFreeze(): string | null {
  if (!canMount) return needsMount();
  const missing = ["mkfs.ext4", "fsfreeze"].filter((name) => !Bun.which(name));
  return missing.length === 0 ? null : `there is no ${missing.join(", no ")}`;
}

/** The permissions of folders count for root, too, without this right. */
export function withoutPrivilege(): readonly string[] {
  if (process.getuid?.() !== 0) return [];
  return ["setpriv", "--bounding-set=-dac_override,-dac_read_search"];
}

export function needsPermissions(): string | null {
  if (process.getuid?.() !== 0 || Bun.which("setpriv")) return null;
  return "root without setpriv: permissions mean nothing";
}

/** A disk in memory at `folder`, which is made. */
export function mountMemory(folder: string, options: string): Disposable {
  mkdirSync(folder, { recursive: true });
  run("mount", "-t", "tmpfs", "-o", options, "none", folder);
  return unmounting(folder);
}

/** The folder once more over itself: unmounted, the place of the disk stays there and is empty. */
export function mountBound(from: string, folder: string): Disposable {
  run("mount", "--bind", from, folder);
  return unmounting(folder);
}

export interface Frozen extends Disposable {
  /** Every write waits from now on. */
  freeze(): void;
  thaw(): void;
}

/** A small ext4 in a file. What hangs in it can not be killed: it thaws by itself after a while, whatever becomes of us. */
export function mountFreezable(image: string, folder: string): Frozen {
  run("truncate", "-s", "32M", image);
  run("mkfs.ext4", "-q", "-F", image);
  mkdirSync(folder, { recursive: true });
  run("mount", "-o", "loop", image, folder);
  const mounted = unmounting(folder);
  let frozen = false;
  const thaw = () => {
    if (frozen) Bun.spawnSync(["fsfreeze", "-u", folder]);
    frozen = false;
  };
  return {
    freeze() {
      const rescue = `sleep 20; exec fsfreeze -u "$1" 2>/dev/null`;
      Bun.spawn(["sh", "-c", rescue, "rescue", folder], {
        stdio: ["ignore", "ignore", "ignore"],
      }).unref();
      run("fsfreeze", "-f", folder);
      frozen = true;
    },
    thaw,
    [Symbol.dispose]() {
      thaw();
      mounted[Symbol.dispose]();
    },
  };
}

/** Fills the disk of this folder to the last byte; the result makes room again. */
export function fill(folder: string): Disposable {
  const path = join(folder, "somebody-elses-data");
  const fd = openSync(path, "w");
  try {
    for (const size of [65_536, 4096, 512, 1]) fillWith(fd, size);
  } finally {
    closeSync(fd);
  }
  return { [Symbol.dispose]: () => rmSync(path, { force: true }) };
}

function fillWith(fd: number, size: number): void {
  const block = new Uint8Array(size);
  try {
    while (writeSync(fd, block) > 0);
  } catch {
    // That is what was wanted.
  }
}

function unmounting(folder: string): Disposable {
  return {
    [Symbol.dispose]: () => void Bun.spawnSync(["umount", "-l", folder]),
  };
}

export function run(...command: readonly [string, ...string[]]): void {
  const { exitCode, stderr } = Bun.spawnSync([...command]);
  if (exitCode !== 0)
    throw new Error(`${command.join(" ")}: ${stderr.toString().trim()}`);
}
