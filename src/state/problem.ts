/**
 * Something that keeps the daemon from working, or that a person should know, said for people.
 * `key` is stable (tests, views and scripts may ask for it); `text` says what is wrong and where;
 * `hint` says what to do about it.
 */
export interface Problem {
  readonly key: string;
  readonly text: string;
  readonly hint: string;
}

/** Both sentences as one text. */
export function sayProblem({ text, hint }: Problem): string {
  return `${text} ${hint}`.trimEnd();
}
