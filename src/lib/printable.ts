/** Text from discs, tasks and paths may hold anything; control characters never reach a terminal. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Bidi_Control}]/gu, "�");
}

/**
 * JSON as JSON.stringify writes it, and what it leaves as it is and a terminal does not (U+009B begins a sequence like
 * ESC, others turn the direction of the text) as `\uXXXX`: programs read the same, and people may look at it.
 */
export function printableJson(value: unknown, indent = 0): string {
  return JSON.stringify(value, null, indent).replace(
    /(?!\n)[\p{Cc}\p{Bidi_Control}]/gu,
    (mark) => `\\u${mark.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
