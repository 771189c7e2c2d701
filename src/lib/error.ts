/** The system's word for an error (`ENOENT`, `ConnectionRefused`); `null` where it has none. */
export function codeOf(error: unknown): string | null {
  if (!(error instanceof Error) || !("code" in error)) return null;
  return typeof error.code === "string" ? error.code : null;
}

/** Whether it is one of these. */
export function hasCode(
  error: unknown,
  ...codes: readonly string[]
): error is Error {
  const code = codeOf(error);
  return code !== null && codes.includes(code);
}

/** What it says, whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The code where there is one, being short; else what it says. */
export function codeOrMessage(error: unknown): string {
  return codeOf(error) ?? messageOf(error);
}
