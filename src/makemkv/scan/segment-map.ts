/**
 * The pieces of which a title is played, as attribute 26 names them: `0,1,2`, `120,121`, `1,(2,4,6),11-22`. On a
 * Blu-ray they are the numbers of its stream files, so two titles with the same number share those minutes. On a DVD
 * they are counted anew in every title and can not be compared.
 */

/** No disc has more; a range that says so is no map. */
const MOST = 10_000;

/** In the order in which they are played; `[]` for a text that is no map. */
export function parseSegmentMap(map: string): readonly number[] {
  const segments: number[] = [];
  for (const part of map.split(/[(),\s]+/).filter((text) => text !== "")) {
    const [, from = "", to = from] =
      /^(\d{1,9})(?:-(\d{1,9}))?$/.exec(part) ?? [];
    const first = Number(from);
    const last = Number(to);
    if (from === "" || last < first || last - first >= MOST) return [];
    for (let at = first; at <= last; at += 1) segments.push(at);
    if (segments.length > MOST) return [];
  }
  return segments;
}

/** How much of the shorter one is in the other, too: 0 to 1. */
export function sharedPart(
  a: ReadonlySet<number>,
  b: ReadonlySet<number>,
): number {
  const smaller = a.size <= b.size ? a : b;
  if (smaller.size === 0) return 0;
  return a.intersection(b).size / smaller.size;
}

/** The same pieces, each as often, in another order. */
export function isReordered(
  a: readonly number[],
  b: readonly number[],
): boolean {
  if (a.length !== b.length || a.length < 2) return false;
  if (a.every((segment, at) => segment === b[at])) return false;
  const sorted = (segments: readonly number[]) =>
    segments.toSorted((one, other) => one - other);
  const others = sorted(b);
  return sorted(a).every((segment, at) => segment === others[at]);
}

/** Whether `whole` goes on with `part` at this place. */
export function continuesWith(
  whole: readonly number[],
  at: number,
  part: readonly number[],
): boolean {
  return part.every((segment, offset) => segment === whole[at + offset]);
}
