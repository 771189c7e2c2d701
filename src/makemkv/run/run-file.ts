import {
  closeSync,
  constants,
  fstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname } from "node:path";

/**
 * What a daemon leaves on disk about the makemkvcon that it runs, for a successor in case it is killed: the run file
 * has the pid (written by the process itself before it becomes makemkvcon), `<run file>.command` the command line.
 * A pid alone proves nothing, it may belong to anybody by now; so whoever has it must have been started at that moment,
 * and with those arguments. (Not with that program: a wrapper script may have become another one.) On Linux the moment
 * is in the file as well, in ticks since the machine was started, which no setting of the clock moves. Elsewhere it must
 * have started no later than the file was written: macOS keeps both by the clock as it was then.
 */

/**
 * What the shell adds to its pid where there is /proc: its own line in there, which stays the same when it becomes
 * makemkvcon, and which start of the machine it was. Nothing of it needs another program, or it could fail.
 */
export const WRITE_START =
  '{ read -r b < /proc/sys/kernel/random/boot_id && read -r s < /proc/$$/stat && printf \'%s\\n\' "$b" "$s"; } 2> /dev/null || :';

/** File times and start times have different clocks and steps. */
const START_TOLERANCE_MS = 2000;
/** Start times in /proc are in ticks of USER_HZ, which is 100 on every Linux that Bun runs on. */
const MS_PER_TICK = 10;

export type RecordedProcess =
  /** No run file. */
  | { readonly kind: "none" }
  /** There is one, but its process has ended. */
  | { readonly kind: "ended" }
  /** Somebody else has that pid now. */
  | { readonly kind: "notOurs"; readonly pid: number }
  | { readonly kind: "running"; readonly pid: number };

export interface ProcessFacts {
  /** Milliseconds since 1970, good to about a second. */
  readonly startedAt: number;
  /** Which start of the machine, and ticks since; `null` without /proc. */
  readonly start: string | null;
  hasArguments(wanted: readonly string[]): boolean;
}

/** Notes the command line and takes away an older pid. Before the spawn; throws what the file system throws. */
export function recordCommand(runFile: string, argv: readonly string[]): void {
  mkdirSync(dirname(runFile), { recursive: true });
  forgetRun(runFile);
  writeFileSync(`${runFile}.command`, JSON.stringify(argv), { flag: "wx" });
}

/** Nothing runs any more. A file that can not be removed does no harm: its process has ended. */
export function forgetRun(runFile: string): void {
  for (const file of [runFile, `${runFile}.command`]) {
    try {
      rmSync(file, { force: true });
    } catch {
      continue;
    }
  }
}

/** Whether the process of a run file still runs. */
export function findRecordedProcess(runFile: string): RecordedProcess {
  const record = readRecord(runFile);
  if (!record) return { kind: "none" };
  const facts = Number.isNaN(record.pid) ? null : inspectProcess(record.pid);
  if (!facts) return { kind: "ended" };
  const { pid, start, writtenAt, argv } = record;
  const isThatStart =
    start !== null && facts.start !== null
      ? start === facts.start
      : facts.startedAt <= writtenAt + START_TOLERANCE_MS;
  const ours = isThatStart && facts.hasArguments(argv.slice(1));
  return { kind: ours ? "running" : "notOurs", pid };
}

function readRecord(runFile: string) {
  try {
    const { text, writtenAt } = readOwn(runFile);
    const [pid = "", bootId, ...stat] = text.trim().split("\n");
    const argv: unknown = JSON.parse(readOwn(`${runFile}.command`).text);
    return {
      pid: /^[1-9]\d*$/.test(pid) ? Number(pid) : Number.NaN,
      start: bootId === undefined ? null : nameStart(bootId, stat.join("\n")),
      writtenAt,
      argv: Array.isArray(argv) ? argv.map(String) : [],
    };
  } catch {
    return null;
  }
}

/** Throws where there is no plain file; never waits for a pipe that somebody put there. */
function readOwn(path: string) {
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
  const file = openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  try {
    const stat = fstatSync(file);
    if (!stat.isFile()) throw new Error(`${path} is no plain file`);
    return { text: readFileSync(file, "utf8"), writtenAt: stat.mtimeMs };
  } finally {
    closeSync(file);
  }
}

/** The name in parentheses may hold anything, blanks and parentheses too; see proc(5) for the fields after it. */
function fieldsOf(stat: string): readonly string[] {
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
}

function nameStart(bootId: string, stat: string): string {
  return `${bootId.trim()} ${fieldsOf(stat)[19]}`;
}

function inspectProcess(pid: number): ProcessFacts | null {
  return process.platform === "linux" ? inspectInProc(pid) : inspectWithPs(pid);
}

/** `null`: no such process, or one that is dead and only waits to be collected. */
export function inspectInProc(
  pid: number,
  proc = "/proc",
): ProcessFacts | null {
  try {
    const stat = readFileSync(`${proc}/${pid}/stat`, "utf8");
    const fields = fieldsOf(stat);
    if (fields[0] === "Z" || fields[0] === "X") return null;
    const bootedAt = /^btime (\d+)$/m.exec(
      readFileSync(`${proc}/stat`, "utf8"),
    );
    const bootId = readBootId(proc);
    const argv = readFileSync(`${proc}/${pid}/cmdline`, "utf8")
      .split("\0")
      .slice(0, -1);
    return {
      startedAt:
        Number(bootedAt?.[1]) * 1000 + Number(fields[19]) * MS_PER_TICK,
      start: bootId === null ? null : nameStart(bootId, stat),
      hasArguments: (wanted) => endsWith(argv, wanted),
    };
  } catch {
    return null;
  }
}

/** `null`: it is hidden, as in some containers. */
function readBootId(proc: string): string | null {
  try {
    return readFileSync(`${proc}/sys/kernel/random/boot_id`, "utf8");
  } catch {
    return null;
  }
}

/** The end counts: before it stands the program, or the shell that starts it, or the interpreter of a script. */
function endsWith(argv: readonly string[], wanted: readonly string[]): boolean {
  const tail = argv.slice(-wanted.length);
  return (
    wanted.length > 0 &&
    tail.length === wanted.length &&
    tail.every((word, index) => word === wanted[index])
  );
}

/** The same by ps, for systems without /proc. */
export function inspectWithPs(pid: number): ProcessFacts | null {
  // A comma after `lstart=` would be part of a headline on BSD and macOS, so every column has its own -o.
  const columns = ["-o", "lstart=", "-o", "stat=", "-o", "command="];
  const { LC_ALL: _, ...env } = process.env;
  const ps = Bun.spawnSync(["ps", "-ww", ...columns, "-p", String(pid)], {
    env: { ...env, LC_TIME: "C" },
    stdin: "ignore",
    stderr: "ignore",
  });
  const match = /^\s*(\w+ +\w+ +\d+ +[\d:]+ +\d{4})\s+(\S+)\s+(.*)$/m.exec(
    ps.stdout.toString(),
  );
  const [, started, state, command] = match ?? [];
  if (!started || !command || state?.startsWith("Z")) return null;
  return {
    startedAt: Date.parse(started),
    start: null,
    hasArguments: (wanted) => containsArguments(command, wanted),
  };
}

/** ps may rewrite what is not ASCII; up to there the drive and the start of the folder are already named. */
function containsArguments(text: string, wanted: readonly string[]): boolean {
  const [plain] = wanted.join(" ").split(/[^ -~]/);
  return plain !== undefined && plain !== "" && text.includes(plain);
}
