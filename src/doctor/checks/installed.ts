import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { type Check, ok, type Verdict, warning } from "../check.ts";

/** The daemon as a service. To go without is a choice, and no fault. */
export const serviceCheck: Check = {
  name: "service",
  whenLate: "Log in at the machine itself, then ask the doctor again.",
  async examine({ configDir }, { serviceStatus }) {
    const status = await serviceStatus(configDir);
    switch (status.kind) {
      case "absent":
        return [
          ok(
            "Not installed. 'amphigory install service' has the daemon started at every login.",
          ),
        ];
      case "unreachable":
        return [
          warning(
            `It can not be asked about: ${status.reason}.`,
            "Log in at the machine itself, then ask the doctor again.",
          ),
        ];
      case "foreign":
        return [
          warning(
            `${status.file} was not written by this program.`,
            "Move it away, then run: amphigory install service",
          ),
        ];
      case "installed":
        return [installed(status)];
    }
  },
};

interface Installed {
  readonly file: string;
  readonly isCurrent: boolean;
  readonly isEnabled: boolean;
  readonly pid: number | null;
}

function installed(status: Installed): Verdict {
  const { file, isCurrent, isEnabled, pid } = status;
  const again = "Run: amphigory install service";
  if (!isCurrent)
    return warning(`${file} is of an older version or another place.`, again);
  if (!isEnabled)
    return warning(
      `${file} is switched off: it will not start at login.`,
      again,
    );
  return pid === null
    ? warning(
        `${file} is installed, but its daemon does not run.`,
        "Run: amphigory start",
      )
    : ok(`${file}: runs as process ${pid}.`);
}

const SWIFTBAR = "SwiftBar.app";

/** SwiftBar and our plugin in its folder; only macOS has them, and only who wants a menu bar. */
export const menuBarCheck: Check = {
  name: "menu bar",
  whenLate: "Restart SwiftBar.",
  async examine(_, { platform, root, home, run }) {
    if (platform !== "darwin") return [];
    const places = [join(root, "Applications"), join(home, "Applications")];
    const names = await Promise.all(places.map(namesIn));
    if (!names.flat().includes(SWIFTBAR))
      return [
        ok(
          "SwiftBar is not installed (https://swiftbar.app). Without it there is no icon in the menu bar.",
        ),
      ];
    const asked = await run(
      "defaults",
      "read",
      "com.ameba.SwiftBar",
      "PluginDirectory",
    );
    if (asked.kind === "failed")
      return [
        warning(
          "SwiftBar has no folder for plugins yet.",
          "Open SwiftBar once and choose one, then run: amphigory install menubar",
        ),
      ];
    const folder = asked.text.trim();
    const plugin = (await namesIn(folder)).find((name) =>
      name.startsWith("amphigory."),
    );
    if (plugin !== undefined) return [ok(join(folder, plugin))];
    return [
      warning(
        `There is no plugin of Amphigory in ${folder}.`,
        "Run: amphigory install menubar",
      ),
    ];
  },
};

async function namesIn(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch(() => []);
}
