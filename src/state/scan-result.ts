/** What a scan found on a disc. makemkvcon's "title" is a track here and everywhere outside `makemkv/`. */
export interface ScanResult {
  readonly discName: string;
  readonly discType: DiscType;
  readonly volumeName: string | null;
  /** The same disc gives the same fingerprint on every scan. */
  readonly fingerprint: string;
  readonly tracks: readonly Track[];
  readonly warnings: readonly Warning[];
}

export type DiscType = "dvd" | "bluray" | "uhd4k" | "hddvd" | "unknown";

export interface Track {
  /** makemkvcon's number of the track, from 0: what a rip task asks for. */
  readonly number: number;
  /** `H:MM:SS`, as makemkvcon printed it. */
  readonly duration: string;
  readonly sizeBytes: number;
  readonly chapters: number;
  readonly resolution: string | null;
  readonly videoCodec: string | null;
  readonly audioStreams: readonly AudioStream[];
  readonly subtitleStreams: readonly SubtitleStream[];
  readonly name: string | null;
  readonly sourceFile: string | null;
  readonly segmentMap: string | null;
  readonly angle: number | null;
  readonly outputFile: string | null;
  /**
   * What makemkvcon called it when it added it to its list: the same words in a rip mean the same track. Opaque; `null`
   * when it was not said.
   */
  readonly addedAs: string | null;
  /** What the track most likely is on its disc; `null` when nobody has judged. */
  readonly classification: Classification | null;
}

/** A judgement from the facts of the whole disc, never a fact itself: docs/classification.md has the rules. */
export interface Classification {
  readonly role: TrackRole;
  readonly confidence: "high" | "medium" | "low";
  /** How much the track looks like the main feature of its disc: 0 to 1. */
  readonly score: number;
}

export type TrackRole =
  | "mainFeature"
  /** Another cut, angle or language version of the main feature, or of an episode. */
  | "alternateCut"
  /** One of several of equal rank: an episode of a series, a film of a collection. */
  | "episode"
  /** Others of this list, one after the other. */
  | "playAll"
  | "featurette"
  | "trailer"
  | "other";

export interface AudioStream {
  readonly language: string | null;
  readonly codec: string | null;
  readonly channels: number | null;
}

export interface SubtitleStream {
  readonly language: string | null;
  readonly format: string | null;
}

/** Something that did not stop a scan or a rip, but that a person should know. */
export interface Warning {
  /** A stable word: `read_errors`, `tracks_skipped`, `region_mismatch`, `source_corrupt`, `av_sync`, … */
  readonly kind: string;
  readonly count: number;
  readonly text: string;
}
