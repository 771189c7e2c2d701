import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { type Check, ok, warning, type World } from "../check.ts";

/** What keeps the machine awake while a disc is read. */
export const awakeCheck: Check = {
  name: "staying awake",
  whenLate: "Nothing to do: only an idle machine may fall asleep during a rip.",
  async examine(_, { platform, run }) {
    const [command, ...args] =
      platform === "darwin"
        ? ["caffeinate", "-i", "true"]
        : ["systemd-inhibit", "--what=sleep:idle", "--mode=block", "true"];
    const tried = await run(command, ...args);
    if (tried.kind === "done")
      return [
        ok(
          `${command} keeps the machine awake during rips; a closed lid still sleeps.`,
        ),
      ];
    return [
      warning(
        `The machine may fall asleep during a rip: ${tried.reason}.`,
        "Switch off idle sleep in the system's settings, if it has any.",
      ),
    ];
  },
};

/** Some protected Blu-ray discs carry Java programs. Java itself is not started: on macOS that may open a window. */
export const javaCheck: Check = {
  name: "java",
  whenLate: "Nothing to do: only a few Blu-ray discs need it.",
  async examine(_, world) {
    const java = await findJava(world);
    return [
      ok(
        java ??
          "Not found. Only a few Blu-ray discs need it: install it when one is missing a track.",
      ),
    ];
  },
};

const MAC_HOMES = ["/opt/homebrew/opt/openjdk", "/usr/local/opt/openjdk"];

async function findJava({
  platform,
  env,
  root,
}: World): Promise<string | null> {
  // `/usr/bin/java` of macOS is a stand-in that is always there.
  if (platform !== "darwin")
    return Bun.which("java", { PATH: env["PATH"] ?? "" });
  const machines = "Library/Java/JavaVirtualMachines";
  const [name] = await readdir(join(root, machines)).catch(() => []);
  if (name !== undefined) return `/${machines}/${name}`;
  for (const home of MAC_HOMES) {
    const found = await readdir(join(root, home)).catch(() => null);
    if (found) return home;
  }
  return null;
}
