import { WRITTEN_BY } from "./own-file.ts";

/**
 * The user unit of systemd. `on-failure`: after `quit` it stays down, after everything else it is started again (exit
 * code 3 asks for that). `mixed`: the daemon alone hears SIGTERM and stops makemkvcon in order; what is left after 30 s
 * is killed. The `:` keeps systemd from replacing what looks like a variable.
 */
export interface SystemdService {
  readonly configDir: string;
  readonly command: readonly string[];
  readonly path: string;
}

export function systemdUnit(service: SystemdService): string {
  const { configDir, command, path } = service;
  return `# ${WRITTEN_BY}
[Unit]
Description=Amphigory, the optical drive of a media webapp (${specifierFree(printable(configDir))})

[Service]
Type=exec
ExecStart=:${startable(command).map(quoted).join(" ")}
Environment=${quoted(`PATH=${path}`)}
Restart=on-failure
RestartSec=5
KillMode=mixed
TimeoutStopSec=30

[Install]
WantedBy=default.target
`;
}

/** systemd takes no program with such a name ("contains special characters"), but gives any words to one. */
function startable(command: readonly string[]): readonly string[] {
  const isOdd = /["'\\]|\p{Cc}/u.test(command[0] ?? "");
  return isOdd ? ["/usr/bin/env", ...command] : command;
}

/** One word, whatever is in it: systemd.syntax(7), Quoting. */
function quoted(word: string): string {
  const safe = word
    .replace(/["\\]/g, (one) => `\\${one}`)
    .replace(/\p{Cc}/gu, (one) => `\\x${hex(one)}`);
  return `"${specifierFree(safe)}"`;
}

function specifierFree(text: string): string {
  return text.replaceAll("%", "%%");
}

function printable(text: string): string {
  return text.replace(/[\p{Cc}\\]/gu, "?");
}

function hex(character: string): string {
  return character.charCodeAt(0).toString(16).padStart(2, "0");
}
