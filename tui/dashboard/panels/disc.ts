import type { DaemonState, Disc } from "../../../src/state/state.ts";
import { formatCount } from "../../format.ts";
import { discMarkOf } from "../../text/disc-mark.ts";
import { discNameOf, mediumText } from "../../text/state-words.ts";
import { joined, name, prose, span, type Line, type Span } from "../line.ts";
import type { Look } from "../look.ts";

/** How long the turning disc stays as it is. */
const TURN_MS = 1000;

/** What is in the drive: its sign and name, then what is known of it. */
export function discLines(
  state: DaemonState,
  { now, look }: { readonly now: number; readonly look: Look },
): readonly [Line, Line] {
  const { device } = state.drive;
  const facts: readonly (Span | null)[] = [
    mediumFact(state.drive.disc),
    device === null ? null : name(device, "muted"),
    scanFact(state),
    ...driveFacts(state),
  ];
  const marks = overlays(state, look);
  return [
    [
      span(`${sign(state, now, look)} `, "accent"),
      ...marks,
      name(title(state), "strong"),
    ],
    [span("  "), ...joined(facts, span(` ${look.glyphs.dot} `, "muted"))],
  ];
}

function sign(state: DaemonState, now: number, look: Look): string {
  const { disc } = look.glyphs;
  const { drive } = discMarkOf(state);
  if (drive !== "working") return disc[drive];
  const turn = look.motion ? Math.floor(now / TURN_MS) : 0;
  return disc.turning[turn % disc.turning.length] ?? disc.inserted;
}

function overlays(state: DaemonState, { glyphs }: Look): Line {
  const { paused, disconnected, error } = discMarkOf(state);
  return [
    ...(paused ? [span(`${glyphs.overlay.paused} `, "warn")] : []),
    ...(disconnected ? [span(`${glyphs.overlay.disconnected} `, "muted")] : []),
    ...(error ? [span(`${glyphs.overlay.error} `, "bad")] : []),
  ];
}

function title(state: DaemonState): string {
  const known = discNameOf(state);
  if (known !== null) return known;
  switch (state.drive.disc.kind) {
    case "unknown":
      return "The drive";
    case "none":
      return "No disc inserted";
    case "inserted":
      return "A disc without a name";
  }
}

function mediumFact(disc: Disc): Span | null {
  const medium = disc.kind === "inserted" ? mediumText(disc.medium) : null;
  return medium === null ? null : span(medium, "muted");
}

function scanFact({ config, drive: { disc } }: DaemonState): Span | null {
  switch (disc.kind) {
    case "none":
      return null;
    case "unknown":
      // Before that nobody knows whether they will be.
      if (config.kind !== "ready") return null;
      return prose(
        disc.lastScan
          ? "discs are not watched; this one was scanned last"
          : "discs are not watched",
        "muted",
      );
    case "inserted":
      return insertedFact(disc);
  }
}

function insertedFact({
  scan,
  medium,
}: Extract<Disc, { kind: "inserted" }>): Span | null {
  switch (scan.kind) {
    case "wanted":
      return medium.content === "data"
        ? span("not scanned yet", "muted")
        : null;
    case "running":
      return span("being scanned", "accent");
    case "done":
      return span(formatCount(scan.result.tracks.length, "track"), "muted");
    case "failed":
      return prose(`not scanned: ${scan.message}`, "warn");
  }
}

function driveFacts({
  drive,
  otherDrives,
}: DaemonState): readonly (Span | null)[] {
  return [
    drive.eject.kind === "ejecting"
      ? span("opening the drive", "accent")
      : null,
    otherDrives.length > 0
      ? span(
          `${formatCount(otherDrives.length, "more disc")} in other drives`,
          "muted",
        )
      : null,
  ];
}
