import { readFile, realpath } from "node:fs/promises";
import { homedir, hostname } from "node:os";
import { basename, join } from "node:path";
import { DAEMON_YAML } from "../../config/local-file.ts";
import type { Facts } from "../check.ts";
import { nameOfUser } from "../world.ts";
import type { Private } from "./redact.ts";

/** What a bundle must not tell of this user and this machine. */
export async function aboutMe(
  { configDir, local, settings }: Facts,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Promise<Private> {
  const homes = [env["HOME"], homedir()].filter((home) => home !== undefined);
  const real = await Promise.all(
    homes.map((home) => realpath(home).catch(() => home)),
  );
  const host = hostname();
  const text = await readFile(join(configDir, DAEMON_YAML), "utf8").catch(
    () => "",
  );
  const known = [
    ...(local.kind === "good" ? [local.config] : []),
    ...(settings === null ? [] : [settings]),
  ];
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
      ...valuesInText("token", text),
    ],
    homes: [...new Set([...homes, ...real])],
    users: [...new Set(users)],
    hosts: [
      ...new Set([
        host,
        host.split(".")[0] ?? "",
        ...known.flatMap(({ allowedHosts }) => allowedHosts),
        ...valuesInText("allowed_hosts", text).flatMap((list) =>
          list.split(/[\s,"'[\]]+/),
        ),
      ]),
    ].filter((name) => !/^(127\.|::1$|\W*$)/.test(name)),
    ids: [
      ...known.map(({ daemonId }) => daemonId ?? ""),
      ...valuesInText("daemon_id", text),
    ],
  };
}

/** A file that can not be understood may hold them all the same; lists are known in brackets only. */
function valuesInText(key: string, text: string): readonly string[] {
  const line = new RegExp(`^\\s*["']?${key}["']?\\s*:\\s*(.+?)\\s*$`, "gm");
  return [...text.matchAll(line)]
    .map(([, value = ""]) => value.replace(/^(["'])(.*)\1$/, "$2"))
    .filter((value) => value !== "" && !/^(null|~)$/.test(value));
}
