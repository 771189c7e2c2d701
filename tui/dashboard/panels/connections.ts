import { settingsOf } from "../../../src/state/select.ts";
import type { DaemonState } from "../../../src/state/state.ts";
import { formatCount, formatDuration } from "../../format.ts";
import { licenceText } from "../../text/state-words.ts";
import {
  joinedWithin,
  name,
  prose,
  span,
  type Line,
  type Span,
} from "../line.ts";
import type { Look } from "../look.ts";

interface Drawing {
  readonly now: number;
  readonly look: Look;
  readonly width: number;
}

const LABEL = 10;

/** Whom and what the daemon works with. The first four lines say the most. */
export function connectionLines(
  state: DaemonState,
  { now, look, width }: Drawing,
): readonly Line[] {
  const rows: readonly (readonly [string, readonly (Span | null)[]])[] = [
    ["Webapp", webapp(state)],
    ["Settings", settings(state)],
    ["MakeMKV", makemkv(state)],
    ["Daemon", daemon(state, now)],
    ["Tasks in", tasksFolder(state)],
    ["Config in", [name(state.daemon.configDir, "muted")]],
  ];
  const dot = span(` ${look.glyphs.dot} `, "muted");
  return rows.map(([label, parts]) => [
    span(label.padEnd(LABEL), "muted"),
    ...joinedWithin(parts, { mark: dot, width: width - LABEL }),
  ]);
}

function webapp(state: DaemonState): readonly (Span | null)[] {
  const known = settingsOf(state);
  if (!known) return [span("not known yet", "muted")];
  const { people, link, server } = state;
  return [
    name(withoutScheme(known.webappUrl)),
    link.kind === "connected"
      ? span("connected", "good")
      : people.webappClients > 0
        ? span(formatCount(people.webappClients, "client"), "good")
        : span("no client", "muted"),
    server.kind === "listening"
      ? span(`port ${server.port}`, "muted")
      : span("not listening", "warn"),
  ];
}

/** `localhost:8080`: what tells one webapp from another. */
function withoutScheme(url: string): string {
  return url.replace(/^https?:\/\//, "").replace(/\/+$/, "");
}

function settings({ config }: DaemonState): readonly (Span | null)[] {
  switch (config.kind) {
    case "loading":
      return [span("being read", "muted")];
    case "needsSetup":
      return [span("none yet", "warn")];
    case "noWebapp":
      return [span("the webapp was never reached", "warn")];
    case "ready":
      return config.source === "webapp"
        ? [span("from the webapp")]
        : [prose("the webapp's last answer", "warn")];
  }
}

function makemkv({
  makemkvcon,
  makemkvVersion,
  licence,
}: DaemonState): readonly (Span | null)[] {
  const words = licenceText(licence);
  const known =
    words !== null
      ? prose(words, licence.kind === "refused" ? "bad" : "warn")
      : licence.kind === "fine"
        ? span("licence fine", "good")
        : null;
  switch (makemkvcon.kind) {
    case "unknown":
      return [span("not looked for yet", "muted")];
    case "missing":
      return [span("not usable", "bad")];
    case "found":
      return [
        makemkvVersion === null ? null : span(shortVersion(makemkvVersion)),
        known,
        name(makemkvcon.path),
      ];
  }
}

/** `MakeMKV v1.18.2 darwin(arm64-release)` → `1.18.2`. */
function shortVersion(version: string): string {
  return /v(\d[\w.]*)/.exec(version)?.[1] ?? version;
}

function daemon({ daemon: one }: DaemonState, now: number): readonly Span[] {
  return [
    span(`version ${one.version}`),
    span(`up ${upText(now - one.startedAt)}`, "muted"),
    span(`process ${one.pid}`, "muted"),
  ];
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** No seconds: nothing moves in the window that is not about the disc. */
function upText(ms: number): string {
  return ms < HOUR_MS
    ? `${Math.max(0, Math.floor(ms / MINUTE_MS))}m`
    : formatDuration(ms);
}

function tasksFolder({ queue }: DaemonState): readonly Span[] {
  return queue.kind === "closed"
    ? [span("not known yet", "muted")]
    : [name(queue.directory, queue.kind === "unavailable" ? "bad" : "muted")];
}
