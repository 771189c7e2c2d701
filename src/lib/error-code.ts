/** The system's word for an error (`ENOENT`, `ConnectionRefused`), else what it says. */
export function errorCode(error: unknown): string {
  if (error instanceof Error && "code" in error) return String(error.code);
  return error instanceof Error ? error.message : String(error);
}
