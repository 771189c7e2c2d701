import { appendFileSync, chmodSync, existsSync, readFileSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Machine } from "../../src/install/machine.ts";
import { systemClock } from "../../src/lib/clock.ts";
import { tempDir } from "../support/temp-dir.ts";

/**
 * A home, and a launchctl and a systemctl that know one service: `loaded` while they look after it, `pid` while it runs.
 * What they print is constructed from launchctl(1) and systemctl(1).
 */
export interface FakeMachine extends AsyncDisposable {
  readonly machine: Machine;
  readonly home: string;
  /** What they were called with, one a line, since the last time. */
  calls(): readonly string[];
  /** From now on they end like that, with this complaint, when the first word after the options is `word`. */
  fail(word: string, code: number, complaint: string): void;
  /** They believe that it runs. */
  isStarted(): boolean;
  /** launchctl does not know it any more. */
  forget(): Promise<void>;
  /** What `amphigory quit` does to it. */
  quit(): Promise<void>;
}

const LAUNCHCTL = `#!/bin/sh
cd "$FAKE" || exit 99
echo "launchctl $*" >> calls
fail() { [ -f "fail-$1" ] && { cat "fail-$1" >&2; exit "$(cat "code-$1")"; }; }
fail "$1"
case $1 in
  print)
    [ -f loaded ] || { echo "Could not find service" >&2; exit 113; }
    [ -f leaving ] && rm -f leaving loaded
    printf 'gui/501/x = {\\n\\tactive count = 1\\n\\tstate = running\\n'
    [ -f pid ] && printf '\\tpid = 4711\\n'
    printf '\\tspawn type = interactive (4)\\n}\\n' ;;
  bootstrap) [ -f loaded ] && { echo "Bootstrap failed: 5: Input/output error" >&2; exit 5; }
    touch loaded pid ;;
  kickstart) touch pid ;;
  bootout) [ -f loaded ] || exit 3
    # it is gone when somebody has asked once more
    rm -f pid; touch leaving ;;
esac
exit 0
`;

const SYSTEMCTL = `#!/bin/sh
cd "$FAKE" || exit 99
echo "systemctl $*" >> calls
shift
fail() { [ -f "fail-$1" ] && { cat "fail-$1" >&2; exit "$(cat "code-$1")"; }; }
fail "$1"
case $1 in
  show)
    if [ -f enabled ]; then echo LoadState=loaded; else echo LoadState=not-found; fi
    if [ -f pid ]; then echo ActiveState=active; echo MainPID=4711; else echo ActiveState=inactive; echo MainPID=0; fi
    if [ -f enabled ]; then echo UnitFileState=enabled; else echo UnitFileState=; fi ;;
  enable) touch enabled pid ;;
  start) touch pid ;;
  disable) rm -f enabled pid ;;
esac
exit 0
`;

export async function fakeMachine(platform: string): Promise<FakeMachine> {
  const dir = await tempDir();
  const [bin, fake, home] = ["bin", "fake", "home"].map((name) =>
    join(dir.path, name),
  ) as [string, string, string]; // three names
  for (const folder of [bin, fake, home]) await mkdir(folder);
  const tool = platform === "darwin" ? "launchctl" : "systemctl";
  await writeFile(
    join(bin, tool),
    platform === "darwin" ? LAUNCHCTL : SYSTEMCTL,
  );
  chmodSync(join(bin, tool), 0o755);
  appendFileSync(join(fake, "calls"), "");
  const path = `${bin}:/usr/bin:/bin`;
  let now = 0;
  return {
    machine: {
      platform,
      home,
      uid: 501,
      env: { PATH: path, FAKE: fake, HOME: home },
      command: ["/opt/odd name/bun", "/opt/amphigory/src/cli.ts"],
      // No daemon ever answers here: waiting for one has to end soon.
      clock: { ...systemClock, monotonic: () => (now += 5000) },
    },
    home,
    calls() {
      const text = readFileSync(join(fake, "calls"), "utf8");
      Bun.spawnSync(["truncate", "-s", "0", join(fake, "calls")]);
      return text.split("\n").slice(0, -1);
    },
    fail(word, code, complaint) {
      appendFileSync(join(fake, `fail-${word}`), complaint);
      appendFileSync(join(fake, `code-${word}`), String(code));
    },
    isStarted: () => existsSync(join(fake, "pid")),
    async forget() {
      await rm(join(fake, "loaded"), { force: true });
    },
    async quit() {
      if (existsSync(join(fake, "pid")))
        await Bun.file(join(fake, "pid")).delete();
    },
    [Symbol.asyncDispose]: () => dir[Symbol.asyncDispose](),
  };
}
