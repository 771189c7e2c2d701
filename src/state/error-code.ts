/** The seven error codes of a failure response. The words are part of the wire format. */
export const ERROR_CODES = [
  "DISC_EJECTED",
  "DISC_UNREADABLE",
  "MAKEMKV_FAILED",
  "MAKEMKV_TIMEOUT",
  "OUTPUT_WRITE_FAILED",
  "TASK_CANCELLED",
  "UNKNOWN",
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

/** Why a task failed: the code, a sentence for a person with the next step, and what makemkvcon or the system said. */
export interface Failure {
  readonly code: ErrorCode;
  readonly message: string;
  readonly detail: string;
}
