import type { Failure } from "./error-code.ts";
import type { ScanResult, Warning } from "./scan-result.ts";
import type { TaskId } from "./task.ts";

/** The one answer of a task. Times are milliseconds since 1970. */
export interface TaskResponse {
  readonly taskId: TaskId;
  /** `null` when the task file was so broken that its type could not be told. */
  readonly kind: "scan" | "rip" | null;
  readonly startedAt: number;
  readonly completedAt: number;
  readonly outcome: Outcome;
  /** What a rip was made from; `null` for scans and for tasks that could not be read. */
  readonly source: RipSource | null;
}

export type Outcome =
  | { readonly kind: "scanned"; readonly result: ScanResult }
  | { readonly kind: "ripped"; readonly file: RippedFile }
  | { readonly kind: "failed"; readonly failure: Failure };

export interface RipSource {
  readonly discFingerprint: string | null;
  readonly trackNumber: number;
}

/** A finished file, its place said the way the task said it. */
export interface RippedFile {
  readonly directory: string;
  readonly filename: string;
  readonly sizeBytes: number;
  readonly warnings: readonly Warning[];
}
