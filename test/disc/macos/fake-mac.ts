import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import type { DiscEvent } from "../../../src/state/event.ts";
import { tempDir } from "../../support/temp-dir.ts";
import {
  appeared,
  disappeared,
  infoPlist,
  listPlist,
  type Keys,
} from "./macos-text.ts";

/**
 * `diskutil` and `drutil` in a folder for PATH. `diskutil activity` tells what is in the folder `nodes` as if it had just
 * appeared, and then whatever is appended to the file `activity`; `info` and `list` read `nodes`.
 */
export interface FakeMac extends AsyncDisposable {
  /** For PATH. */
  readonly path: string;
  readonly file: (name: string) => string;
  insert(disk: string, keys: Keys, name?: string): void;
  /** Not told by diskutil activity. */
  put(disk: string, keys: Keys): void;
  take(disk: string): void;
  eject(disk: string): void;
  line(...lines: readonly string[]): void;
  /** What drutil prints. */
  drutil(text: string): void;
  /** How diskutil was called, oldest first. */
  calls(): readonly string[];
  /** The process that is `diskutil activity` now. */
  activityPid(): number | null;
}

const DISKUTIL = `#!/bin/sh
root=\${0%/bin/*}
echo "$*" >> "$root/calls"
case "$1" in
activity)
  : > "$root/activity"
  echo $$ > "$root/pid.new" && mv "$root/pid.new" "$root/pid"
  echo "***Begin monitoring DiskArbitration activity"
  for node in "$root"/nodes/*; do
    [ -e "$node" ] || continue
    echo "***DiskAppeared ('\${node##*/}', DAVolumePath = '<null>', DAVolumeKind = '<null>', DAVolumeName = '<null>') Time=20251221-14:30:45.1438"
  done
  echo "***DAIdle (no DADiskRef) Time=20251221-14:30:45.1438"
  exec tail -n +1 -f "$root/activity" ;;
info)
  if [ -e "$root/hang" ]; then echo hangs >> "$root/calls"; exec sleep 1000; fi
  cat "$root/nodes/$3" 2>/dev/null || { echo "Could not find disk: $3"; exit 1; } ;;
list) exec cat "$root/list" ;;
eject)
  if [ -e "$root/refusals" ]; then cat "$root/refusals"; exit 1; fi
  echo "Disk $2 ejected" ;;
esac
`;

const DRUTIL = `#!/bin/sh
echo "drutil $*" >> "\${0%/bin/*}/calls"
exec cat "\${0%/bin/*}/drutil"
`;

export async function createFakeMac(): Promise<FakeMac> {
  const dir = await tempDir();
  const file = (name: string) => join(dir.path, name);
  for (const name of ["bin", "nodes"]) mkdirSync(file(name));
  for (const name of ["activity", "calls", "drutil"])
    writeFileSync(file(name), "");
  for (const [name, text] of [
    ["diskutil", DISKUTIL],
    ["drutil", DRUTIL],
  ] as const) {
    writeFileSync(file(`bin/${name}`), text);
    chmodSync(file(`bin/${name}`), 0o755);
  }
  const nodes = new Set<string>();
  const writeList = () => writeFileSync(file("list"), listPlist(...nodes));
  writeList();
  const mac: FakeMac = {
    path: `${file("bin")}:${process.env["PATH"]}`,
    file,
    put(disk, keys) {
      nodes.add(disk);
      writeFileSync(file(`nodes/${disk}`), infoPlist(disk, keys));
      writeList();
    },
    take(disk) {
      nodes.delete(disk);
      rmSync(file(`nodes/${disk}`), { force: true });
      writeList();
    },
    insert(disk, keys, name = "<null>") {
      mac.put(disk, keys);
      mac.line(appeared(disk, { name }));
    },
    eject(disk) {
      mac.take(disk);
      mac.line(disappeared(disk));
    },
    line: (...lines) =>
      appendFileSync(
        file("activity"),
        lines.map((line) => `${line}\n`).join(""),
      ),
    drutil: (text) => writeFileSync(file("drutil"), text),
    calls: () => readFileSync(file("calls"), "utf8").trimEnd().split("\n"),
    activityPid: () =>
      existsSync(file("pid"))
        ? Number(readFileSync(file("pid"), "utf8"))
        : null,
    [Symbol.asyncDispose]: () => dir[Symbol.asyncDispose](),
  };
  return mac;
}

/** Collects what is reported, and waits for it. */
export interface Listener {
  readonly report: (event: DiscEvent) => void;
  readonly events: DiscEvent[];
  /** Resolves when so many events have been reported. */
  count(events: number): Promise<readonly DiscEvent[]>;
}

export function createListener(): Listener {
  const events: DiscEvent[] = [];
  let news = Promise.withResolvers<void>();
  return {
    events,
    report(event) {
      events.push(event);
      news.resolve();
      news = Promise.withResolvers();
    },
    async count(wanted) {
      while (events.length < wanted) await news.promise;
      return events;
    },
  };
}
