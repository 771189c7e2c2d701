import { mkdirSync } from "node:fs";
import { join } from "node:path";

/** Two disks of their own, ext4 with a journal, mounted where the folders of a daemon are. Linux, as root. */
export interface Disks {
  readonly mounts: readonly string[];
  /** What is there now is on them. */
  sync(): Promise<void>;
  /** After the power was cut: the same disks, with what is on them. */
  mountAgain(): Promise<void>;
  unmount(): Promise<void>;
}

export const canMakeDisks =
  process.platform === "linux" &&
  process.getuid?.() === 0 &&
  Bun.which("mkfs.ext4") !== null;

const SIZE = "24M";
/** Nothing is written back by itself while a test runs. */
const OPTIONS = "loop,commit=300";

/** `null` where mounting is not allowed after all (a container). */
export async function createDisks(
  folder: string,
  mounts: readonly string[],
): Promise<Disks | null> {
  mkdirSync(folder);
  const image = (at: number) => join(folder, `${at}.img`);
  const mountAll = async () => {
    for (const [at, mount] of mounts.entries()) {
      if (!(await run("mount", "-o", OPTIONS, image(at), mount))) return false;
    }
    return true;
  };
  const unmount = async () => {
    for (const mount of mounts) await unmountPatiently(mount);
  };
  for (const at of mounts.keys()) {
    await run("truncate", "-s", SIZE, image(at));
    await run("mkfs.ext4", "-q", image(at));
  }
  if (!(await mountAll())) {
    await unmount();
    return null;
  }
  return {
    mounts,
    async sync() {
      for (const mount of mounts) await run("sync", "-f", mount);
    },
    async mountAgain() {
      await unmount();
      if (!(await mountAll())) throw new Error(`${folder}: no disk any more`);
    },
    unmount,
  };
}

/** Killed processes take a moment to let go. */
async function unmountPatiently(mount: string): Promise<void> {
  for (let turn = 0; turn < 50; turn++) {
    if (!(await run("mountpoint", "-q", mount))) return;
    if (await run("umount", mount)) return;
    await Bun.sleep(50);
  }
  throw new Error(`${mount} is still in use`);
}

async function run(...command: readonly string[]): Promise<boolean> {
  const child = Bun.spawn([...command], {
    stdio: ["ignore", "ignore", "ignore"],
  });
  return (await child.exited) === 0;
}
