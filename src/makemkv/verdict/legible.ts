const UNSHOWABLE = /[\p{Cc}\p{Bidi_Control}\uFFFD]/u;
const EACH_UNSHOWABLE = /[\p{Cc}\p{Bidi_Control}\uFFFD]/gu;
/** Random bytes are unshowable to three fifths; a text in a wrong encoding has a broken letter here and there. */
const MOST_SHARE = 1 / 3;

/** What a program printed, for people: without what can not be shown; a text of hardly anything else is left out. */
export function legible(text: string): string {
  if (!UNSHOWABLE.test(text)) return text;
  const spaced = text.replace(/\s/g, " ");
  const shown = spaced.replace(EACH_UNSHOWABLE, "");
  return text.length - shown.length > text.length * MOST_SHARE
    ? "(unreadable output)"
    : shown;
}
