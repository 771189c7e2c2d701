/**
 * Renames in one step that fails when the name is taken: `renameat2` with `RENAME_NOREPLACE` (Linux 3.15; exFAT, FAT and
 * SMB among others), `renamex_np` with `RENAME_EXCL` (macOS 10.12). `node:fs` has no such call. `false`: the name is
 * taken, or this system or file system can not do it; nothing has happened then.
 *
 * Loaded only when it is needed, for its 3 MB. It is the one call to a disk that the daemon waits for: there is no other
 * way to it, and the disk has just answered.
 */
export async function renameExclusively(
  from: string,
  to: string,
): Promise<boolean> {
  try {
    return (await callOf(process.platform))(cText(from), cText(to)) === 0;
  } catch {
    return false;
  }
}

const AT_FDCWD = -100;
const RENAME_NOREPLACE = 1;
const RENAME_EXCL = 4;

type Call = (from: Uint8Array, to: Uint8Array) => number;

async function callOf(platform: string): Promise<Call> {
  const { dlopen } = await import("bun:ffi");
  if (platform === "darwin") {
    const { symbols } = dlopen("libSystem.B.dylib", {
      renamex_np: { args: ["ptr", "ptr", "u32"], returns: "i32" },
    });
    return (from, to) => symbols.renamex_np(from, to, RENAME_EXCL);
  }
  const { symbols } = dlopen("libc.so.6", {
    renameat2: {
      args: ["i32", "ptr", "i32", "ptr", "u32"],
      returns: "i32",
    },
  });
  return (from, to) =>
    symbols.renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE);
}

function cText(path: string): Uint8Array {
  return Buffer.from(`${path}\0`);
}
