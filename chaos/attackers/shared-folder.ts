import {
  chmod,
  chown,
  lstat,
  mkdir,
  rm,
  symlink,
  writeFile,
} from "node:fs/promises";
import { dirname, join } from "node:path";
import { controlSocketPath } from "../../src/wire/attach.ts";
import { tempDir } from "../../test/support/temp-dir.ts";
import { createTally, type Row } from "../suite.ts";

/**
 * Where a config folder's path is too long for a socket, the socket is in /tmp, where others can be first: with a folder,
 * a link or a file of that name. The daemon runs as a user without rights, whose number nobody has. `null`: that can not be tried here.
 */
export async function attackSharedFolder(): Promise<Row | null> {
  const tally = createTally();
  const what =
    "The control socket in /tmp: its folder taken by another user, a link, a file, open to all; another user who connects";
  const canTry =
    process.platform === "linux" &&
    process.getuid?.() === 0 &&
    Bun.which("setpriv") !== null;
  if (!canTry) return null;
  await using dir = await tempDir();
  await chmod(dir.path, 0o755);
  const configDir = join(dir.path, "c".repeat(120));
  await mkdir(configDir);
  await chown(configDir, USER, USER);
  const folder = `/tmp/amphigory-${USER}`;
  const socket = join(
    folder,
    controlSocketPath(configDir).split("/").at(-1) ?? "",
  );
  const elsewhere = join(dir.path, "elsewhere");
  await mkdir(elsewhere);
  await chown(elsewhere, USER, USER);
  try {
    for (const trap of TRAPS) {
      await rm(folder, { recursive: true, force: true });
      await trap.set({ folder, elsewhere });
      tally.add(await tryTrap(trap, { configDir, socket }));
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return tally.row(what, `${TRAPS.length} traps`);
}

const USER = 61_234;
const STRANGER = 61_235;

interface Trap {
  readonly name: string;
  readonly refuses: boolean;
  set(place: {
    readonly folder: string;
    readonly elsewhere: string;
  }): Promise<void>;
}

const TRAPS: readonly Trap[] = [
  {
    name: "a folder of another user",
    refuses: true,
    async set({ folder }) {
      await mkdir(folder);
      await chmod(folder, 0o777);
    },
  },
  {
    name: "a link to a folder",
    refuses: true,
    set: ({ folder, elsewhere }) => symlink(elsewhere, folder),
  },
  {
    name: "a file",
    refuses: true,
    set: ({ folder }) => writeFile(folder, ""),
  },
  {
    name: "its own folder, open to all",
    refuses: false,
    async set({ folder }) {
      await mkdir(folder);
      await chmod(folder, 0o777);
      await chown(folder, USER, USER);
    },
  },
  { name: "nothing", refuses: false, set: () => Promise.resolve() },
];

const CLI = join(import.meta.dir, "..", "..", "src", "cli.ts");
const PATIENCE_MS = 10_000;

async function tryTrap(
  trap: Trap,
  {
    configDir,
    socket,
  }: { readonly configDir: string; readonly socket: string },
): Promise<string | null> {
  const child = Bun.spawn(
    as(USER, [process.execPath, CLI, "--daemon", "--config-dir", configDir]),
    {
      cwd: "/",
      stdio: ["ignore", "ignore", "pipe"],
      env: { PATH: process.env["PATH"] ?? "", HOME: configDir },
    },
  );
  const late = setTimeout(() => child.kill("SIGKILL"), PATIENCE_MS);
  const isThere = await appears(socket, () => child.exitCode === null);
  const wrong = await judge(trap, socket, isThere);
  child.kill("SIGTERM");
  const [said] = await Promise.all([
    new Response(child.stderr).text(),
    child.exited,
  ]);
  clearTimeout(late);
  if (wrong !== null) return `${trap.name}: ${wrong}: ${said.slice(0, 300)}`;
  const isSaid = !trap.refuses || /can not reach|no socket/.test(said);
  return isSaid
    ? null
    : `${trap.name}: it does not say why: ${said.slice(0, 300)}`;
}

async function judge(
  trap: Trap,
  socket: string,
  isThere: boolean,
): Promise<string | null> {
  if (isThere === trap.refuses)
    return isThere ? "a socket is there" : "no socket";
  if (!isThere) return null;
  const [folder, file] = await Promise.all([
    lstat(dirname(socket)),
    lstat(socket),
  ]);
  const modes = [folder, file]
    .map(({ mode }) => (mode & 0o777).toString(8))
    .join(" ");
  if (modes !== "700 600") return `modes ${modes}`;
  const asStranger = ask(STRANGER, socket);
  if (asStranger === 0) return "another user is answered";
  return ask(USER, socket) === 0 ? null : "its own user is not answered";
}

/** `late` ends the program, and with it the waiting. */
async function appears(
  path: string,
  isRunning: () => boolean,
): Promise<boolean> {
  while (isRunning()) {
    const found = await lstat(path).catch(() => null);
    if (found?.isSocket() && (found.mode & 0o777) === 0o600) return true;
    await Bun.sleep(20);
  }
  return false;
}

/** The exit code of a program of that user that asks for the state. */
function ask(user: number, unix: string): number {
  const script = `await fetch("http://localhost/state", { unix: ${JSON.stringify(unix)} })`;
  return Bun.spawnSync(as(user, [process.execPath, "-e", script]), {
    cwd: "/",
    stdio: ["ignore", "ignore", "ignore"],
  }).exitCode;
}

function as(user: number, command: readonly string[]): string[] {
  return [
    "setpriv",
    `--reuid=${user}`,
    `--regid=${user}`,
    "--clear-groups",
    ...command,
  ];
}
