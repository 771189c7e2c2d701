/** What the process ends with. Documented in PROTOCOL.md. */
export const EXIT = {
  ok: 0,
  /** Something failed; the last line on stderr says what and what to do. */
  failed: 1,
  /** The command line was not understood. */
  usage: 2,
  /** Asked to restart under launchd or systemd: start me again. */
  restart: 3,
  /** A verb was given, but no daemon is running. */
  notRunning: 4,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
