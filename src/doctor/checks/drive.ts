import { access, constants, readFile, readdir, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { listDrives } from "../../disc/linux/kernel.ts";
import { runningOf } from "../../state/select.ts";
import {
  type Check,
  driveSettingsOf,
  error,
  type Facts,
  ok,
  stateOf,
  type Verdict,
  warning,
  type World,
} from "../check.ts";

/** Which drives there are, and whether this user may read them. No drive is opened: it may be at work. */
export const driveCheck: Check = {
  name: "drive",
  whenLate:
    "The drive does not answer: disconnect it, connect it again, and see whether the system shows it.",
  async examine(facts, world) {
    if (world.platform === "darwin") return examineMac(facts, world);
    return world.platform === "linux" ? examineLinux(facts, world) : [];
  },
};

/** The drive that the daemon uses or is told to use. */
function namedDrive(facts: Facts): string | null {
  return stateOf(facts)?.drive.device ?? driveSettingsOf(facts)?.drive ?? null;
}

async function examineLinux(
  facts: Facts,
  world: World,
): Promise<readonly Verdict[]> {
  const found = listDrives(join(world.root, "sys"));
  const named = namedDrive(facts);
  const drives = [...new Set([...(named === null ? [] : [named]), ...found])];
  if (drives.length === 0)
    return [
      error(
        "The system shows no optical drive (there is no /dev/sr0).",
        "Connect the drive, and look whether 'lsblk' shows it. In a virtual machine or a container it has to be passed through.",
      ),
    ];
  return Promise.all(drives.map((drive) => examineNode(drive, world)));
}

/** Both nodes of a drive: MakeMKV sends its commands through the generic one. */
async function examineNode(drive: string, world: World): Promise<Verdict> {
  const generic = await genericNode(drive, world);
  const nodes = generic === null ? [drive] : [drive, generic];
  for (const node of nodes) {
    const refusal = await whyNot(node, world);
    if (refusal) return refusal;
  }
  if (generic === null && /^\/dev\/sr\d+$/.test(drive))
    return warning(
      `${drive} can be read, but it has no generic node (/dev/sg…), through which MakeMKV talks to drives.`,
      "Run: sudo modprobe sg",
    );
  return ok(`${nodes.join(" and ")} can be used by this user.`);
}

async function genericNode(
  drive: string,
  { root }: World,
): Promise<string | null> {
  const folder = join(
    root,
    "sys/class/block",
    basename(drive),
    "device/scsi_generic",
  );
  const [name] = await readdir(folder).catch(() => []);
  return name === undefined ? null : `/dev/${name}`;
}

async function whyNot(node: string, world: World): Promise<Verdict | null> {
  const path = join(world.root, node);
  const found = await stat(path).catch(() => null);
  if (!found)
    return error(
      `There is no ${node}.`,
      "Connect the drive, or correct drive: in daemon.yaml.",
    );
  try {
    await access(path, constants.R_OK | constants.W_OK);
    return null;
  } catch {
    const group = await groupName(found.gid, world);
    return error(
      `${node} is not open to ${world.user}; it belongs to the group ${group}.`,
      `Run: sudo usermod -aG ${group} ${world.user}, then log out and in again, and restart the daemon.`,
    );
  }
}

async function groupName(gid: number, { root }: World): Promise<string> {
  const groups = await readFile(join(root, "etc/group"), "utf8").catch(
    () => "",
  );
  const line = groups
    .split("\n")
    .find((entry) => entry.split(":")[2] === String(gid));
  return line?.split(":")[0] ?? String(gid);
}

/** macOS gives discs to the user at the screen (diskarbitrationd, DAServer.c), and an empty drive has no node. */
async function examineMac(
  facts: Facts,
  world: World,
): Promise<readonly Verdict[]> {
  const console = await stat(join(world.root, "dev/console")).catch(() => null);
  const atScreen =
    console && console.uid !== world.uid
      ? [
          error(
            `macOS lets only the user at the screen read discs, and that is not ${world.user}.`,
            `Log in at the Mac itself as ${world.user}; neither SSH alone nor a service without a login is enough.`,
          ),
        ]
      : [];
  return [...atScreen, await nameMacDrive(facts, world)];
}

async function nameMacDrive(facts: Facts, world: World): Promise<Verdict> {
  const device = namedDrive(facts);
  if (device !== null) {
    const isThere = await access(join(world.root, device), constants.R_OK).then(
      () => true,
      () => false,
    );
    if (isThere) return ok(`${device} can be read by this user.`);
  }
  const busy = await whyNotAsked(facts, world);
  if (busy !== null) return ok(busy);
  const asked = await world.run("drutil", "status");
  const drive = asked.kind === "done" ? readDrutilDrive(asked.text) : null;
  if (drive !== null) return ok(`${drive} is connected.`);
  return warning(
    "drutil shows no drive.",
    "Connect it. Some drives that drutil does not know work all the same: insert a disc and ask again.",
  );
}

/** drutil asks the drive itself, which disturbs a run. */
async function whyNotAsked(facts: Facts, world: World): Promise<string | null> {
  const state = stateOf(facts);
  if (state && runningOf(state)) return "It is at work, so it is not asked.";
  const asked = await world.run("pgrep", "-x", "makemkvcon");
  return asked.kind === "done"
    ? "A makemkvcon runs, so the drive is not asked."
    : null;
}

/** The line below `Vendor   Product           Rev`; `null` for none. */
export function readDrutilDrive(text: string): string | null {
  const lines = text.split("\n");
  const at = lines.findIndex((line) => /^\s*Vendor\s+Product\s+Rev/.test(line));
  const drive = at === -1 ? "" : (lines[at + 1] ?? "");
  return drive.trim().replaceAll(/\s+/g, " ") || null;
}
