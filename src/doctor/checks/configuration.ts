import { join } from "node:path";
import { DAEMON_YAML } from "../../config/local-file.ts";
import { type Check, fromProblem, ok } from "../check.ts";

/** `daemon.yaml`: there, understood, and closed to others where it holds a token. */
export const configurationCheck: Check = {
  name: "settings",
  whenLate: "Check the disk that the config folder is on.",
  async examine({ configDir, local }) {
    const file = join(configDir, DAEMON_YAML);
    switch (local.kind) {
      case "good": {
        const { webappUrl, webappBasedir } = local.config;
        return [
          ok(`${file}: webapp at ${webappUrl}, its files in ${webappBasedir}`),
          ...local.warnings.map((problem) => fromProblem("warning", problem)),
        ];
      }
      case "missing":
        return local.problems.map(({ text }) => ({
          level: "error",
          text,
          hint: "Run: amphigory setup",
        }));
      case "invalid":
        return local.problems.map((problem) => fromProblem("error", problem));
    }
  },
};
