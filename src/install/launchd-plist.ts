import { WRITTEN_BY } from "./own-file.ts";

/**
 * The agent of launchd. `KeepAlive` with `SuccessfulExit` false: after `quit` it stays down until the next login, after
 * everything else it is started again. `Interactive`: the others are throttled, and makemkvcon inherits that. `Aqua`:
 * only the session of the person at the machine may read discs. launchd expands nothing, so that all paths are whole.
 */
export interface LaunchdAgent {
  readonly label: string;
  readonly command: readonly string[];
  readonly path: string;
  /** For the last words before a crash: launchd never rotates this file, so that the log itself does not go there. */
  readonly stderr: string;
}

export function launchdPlist(agent: LaunchdAgent): string {
  const { label, command, path, stderr } = agent;
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<!-- ${WRITTEN_BY} -->
<plist version="1.0">
<dict>
  <key>Label</key>
  ${string(label)}
  <key>ProgramArguments</key>
  <array>
${command.map((word) => `    ${string(word)}`).join("\n")}
  </array>
  <key>RunAtLoad</key>
  <true/>
  <key>KeepAlive</key>
  <dict>
    <key>SuccessfulExit</key>
    <false/>
  </dict>
  <key>ThrottleInterval</key>
  <integer>10</integer>
  <key>ExitTimeOut</key>
  <integer>30</integer>
  <key>ProcessType</key>
  <string>Interactive</string>
  <key>LimitLoadToSessionType</key>
  <string>Aqua</string>
  <key>EnvironmentVariables</key>
  <dict>
    <key>PATH</key>
    ${string(path)}
    <key>AMPHIGORY_STDERR_LOG</key>
    <string>off</string>
  </dict>
  <key>StandardErrorPath</key>
  ${string(stderr)}
</dict>
</plist>
`;
}

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
};

function string(text: string): string {
  const safe = text.replace(/[&<>]/g, (one) => ESCAPES[one] ?? one);
  return `<string>${safe}</string>`;
}
