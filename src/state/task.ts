/** The name of a task, and of its file without `.json`. Opaque: the webapp makes them up. */
export type TaskId = string;

export interface ScanTask {
  readonly kind: "scan";
  readonly id: TaskId;
  /** As the task file says it; only ever shown. */
  readonly createdAt: string | null;
  /** How many times a makemkvcon was started for this task and did not end. */
  readonly attempts: number;
}

export interface RipTask {
  readonly kind: "rip";
  readonly id: TaskId;
  readonly createdAt: string | null;
  readonly attempts: number;
  readonly track: TrackRequest;
  readonly output: OutputRequest;
  /** The fingerprint of the disc that the task means, where the webapp knows it. */
  readonly discFingerprint: string | null;
}

export type Task = ScanTask | RipTask;

export interface TrackRequest {
  /** makemkvcon's own number of the track on this disc, from 0. */
  readonly number: number;
  readonly expectedSizeBytes: number | null;
  readonly expectedDurationMs: number | null;
}

/** Where the file is to go, in the words of the task (the webapp's view of the world). */
export interface OutputRequest {
  readonly directory: string | null;
  readonly filename: string;
}
