/**
 * Loaded before the daemon (`BUN_OPTIONS=--preload`): counts its changes to the disk and ends it just before one of them.
 * It has to be CommonJS: what `import` gives of a built-in module is copied from it the first time, so the module is
 * changed before anybody has imported it.
 *
 * CHAOS_END   JSON: {"at": 17, "how": "kill" | "power", "mounts": [...], "trace": FILE, "skip": FOLDER}
 *   at      the change before which it ends; of a text, half is written. Absent: it only counts
 *   how     `power` lets the file systems at `mounts` forget all that has not reached the disk, journal included
 *   trace   gets one line a change
 *   skip    changes below this folder do not count (logs)
 */
const order = process.env["CHAOS_END"];
delete process.env["CHAOS_END"];
delete process.env["BUN_OPTIONS"];
if (order !== undefined && process.argv.includes("--daemon")) {
  countChanges(JSON.parse(order));
}

function countChanges({ at, how, mounts, trace, skip }) {
  const files = require("node:fs");
  const promises = require("node:fs/promises");
  const { appendFileSync, openSync } = files;
  const handles = how === "power" ? mounts.map((path) => openSync(path)) : [];
  let count = 0;

  /** `half`: does a part of the change first. */
  function change(name, path, half) {
    const text = String(path);
    if (text.startsWith(skip)) return undefined;
    count++;
    appendFileSync(trace, `${count} ${name} ${text}\n`);
    if (count !== at) return undefined;
    const end = () => endNow(handles);
    return half ? half().then(end, end) : end();
  }

  function watch(module, name, isMine) {
    const original = module[name];
    module[name] = (...args) => {
      if (!isMine(args)) return original(...args);
      const ending = change(name, args[0], null);
      return ending ?? original(...args);
    };
  }

  for (const name of [
    "rename",
    "link",
    "unlink",
    "rm",
    "rmdir",
    "mkdir",
    "writeFile",
    "chmod",
  ]) {
    watch(promises, name, () => true);
  }
  for (const name of [
    "renameSync",
    "rmSync",
    "mkdirSync",
    "writeFileSync",
    "unlinkSync",
  ]) {
    watch(files, name, () => true);
  }
  const open = promises.open;
  promises.open = async (path, flags, ...rest) => {
    const isWriting = typeof flags === "string" && /[wax+]/.test(flags);
    if (isWriting) await change("open", path, null);
    const handle = await open(path, flags, ...rest);
    const { writeFile, sync } = handle;
    handle.writeFile = async (text, ...more) => {
      const half = () => writeFile.call(handle, text.slice(0, text.length / 2));
      await change("write", path, half);
      return writeFile.call(handle, text, ...more);
    };
    handle.sync = async () => {
      await change("sync", path, null);
      return sync.call(handle);
    };
    return handle;
  };
}

/** _IOR('X', 125, __u32) of linux/fs.h, and EXT4_GOING_FLAGS_NOLOGFLUSH: as if the power had gone. */
const EXT4_IOC_SHUTDOWN = 0x8004587d;
const NO_LOG_FLUSH = 2;

function endNow(handles) {
  if (handles.length > 0) {
    const { dlopen, ptr } = require("bun:ffi");
    const { symbols } = dlopen("libc.so.6", {
      ioctl: { args: ["i32", "u64", "ptr"], returns: "i32" },
    });
    const how = new Uint32Array([NO_LOG_FLUSH]);
    for (const handle of handles)
      symbols.ioctl(handle, EXT4_IOC_SHUTDOWN, ptr(how));
  }
  process.kill(process.pid, "SIGKILL");
  // Nothing after it, not even in this turn.
  for (;;);
}
