import { readFile, realpath } from "node:fs/promises";
import { homedir, hostname } from "node:os";
import { basename, join } from "node:path";
import { DAEMON_YAML } from "../../config/local-file.ts";
import type { Facts } from "../check.ts";
import { nameOfUser } from "../world.ts";
import type { Private } from "./redact.ts";

/** What a bundle must not tell of this user and this machine. */
export async function aboutMe(
  { configDir, local }: Facts,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Promise<Private> {
  const homes = [env["HOME"], homedir()].filter((home) => home !== undefined);
  const real = await Promise.all(
    homes.map((home) => realpath(home).catch(() => home)),
  );
  const host = hostname();
  const users = [
    nameOfUser(),
    env["USER"],
    env["LOGNAME"],
    env["SUDO_USER"],
    ...homes.map((home) => basename(home)),
  ].filter((user) => user !== undefined);
  return {
    secrets: [
      ...(local.kind === "good" && local.config.token !== null
        ? [local.config.token]
        : []),
      ...(await tokensInText(join(configDir, DAEMON_YAML))),
    ],
    homes: [...new Set([...homes, ...real])],
    users: [...new Set(users)],
    hosts: [...new Set([host, host.split(".")[0] ?? ""])],
  };
}

/** A file that can not be understood may hold one all the same. */
async function tokensInText(file: string): Promise<readonly string[]> {
  const text = await readFile(file, "utf8").catch(() => "");
  return [...text.matchAll(/^\s*["']?token["']?\s*:\s*(.+?)\s*$/gm)]
    .map(([, value = ""]) => value.replace(/^(["'])(.*)\1$/, "$2"))
    .filter((value) => value !== "" && !/^(null|~)$/.test(value));
}
