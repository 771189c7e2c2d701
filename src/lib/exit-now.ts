/**
 * Ends the process without closing anything: `process.exit` closes databases, and waits for the disk that they are on
 * (seen on Bun 1.4.5 with a share whose server was gone). Locks go with the process all the same.
 */
export async function exitNow(code: number): Promise<never> {
  try {
    const { dlopen } = await import("bun:ffi");
    const library =
      process.platform === "darwin" ? "libSystem.B.dylib" : "libc.so.6";
    dlopen(library, {
      _exit: { args: ["i32"], returns: "void" },
    }).symbols._exit(code);
  } catch {
    // Another C library: the usual way has to do.
  }
  process.exit(code);
}
