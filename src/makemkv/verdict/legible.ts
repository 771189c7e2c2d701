const UNSHOWABLE = /[\p{Cc}\p{Bidi_Control}\uFFFD]/gu;
/** Random bytes are unshowable to three fifths; a text in a wrong encoding has a broken letter here and there. */
const MOST_SHARE = 1 / 3;

/**
 * The beginning of what a program printed, for people: without what can not be shown; a text of hardly anything else is
 * left out.
 */
export function legible(text: string, longest: number): string {
  const short = text.slice(0, longest);
  if (short.search(UNSHOWABLE) < 0) return short;
  const shown = short.replace(/\s/g, " ").replace(UNSHOWABLE, "");
  return short.length - shown.length > short.length * MOST_SHARE
    ? "(unreadable output)"
    : shown;
}
