/** Text from discs, tasks and paths may hold anything; control characters never reach a terminal. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Bidi_Control}]/gu, "�");
}
