import { readdirSync, readFileSync, statSync, unlinkSync } from "node:fs";
import { join } from "node:path";
import type { Host } from "../../test/support/daemon.ts";
import { readJson, whyOf } from "../leftovers.ts";
import type { Random } from "../random.ts";
import { createTally } from "../suite.ts";

/**
 * The webapp and the user in one: looks at the folders every few milliseconds, as the kills go on. An answer has to be
 * whole when it is first seen, and so has a film. Half of what was seen is taken away, as a webapp and a user do: then
 * nothing of that name may ever come again.
 */
export interface Watcher {
  readonly answers: ReturnType<typeof createTally>;
  readonly films: ReturnType<typeof createTally>;
  /** How often each task was answered. */
  readonly counts: ReadonlyMap<string, number>;
  look(): void;
  /** Answers and films that were not taken away. */
  left(): { readonly answers: string[]; readonly films: string[] };
}

interface Seen {
  /** Being there, or taken away. */
  isThere: boolean;
}

export function createWatcher(
  host: Host,
  options: { readonly filmBytes: number; readonly random: Random },
): Watcher {
  const { filmBytes, random } = options;
  const answers = createTally();
  const films = createTally();
  const counts = new Map<string, number>();
  const seenAnswers = new Map<string, Seen>();
  const seenFilms = new Map<string, Seen>();
  const completeFolder = join(host.tasks, "complete");
  const filmFolder = join(host.basedir, "media/ripped/Film");

  function lookAtAnswers(): void {
    for (const name of list(completeFolder)) {
      if (!name.endsWith(".json")) continue;
      const id = name.slice(0, -".json".length);
      const seen = seenAnswers.get(id);
      if (seen?.isThere) continue;
      counts.set(id, (counts.get(id) ?? 0) + 1);
      const path = join(completeFolder, name);
      answers.add(seen ? `${id} was answered again` : checkAnswer(path, id));
      const isTaken = random.below(2) === 0;
      if (isTaken) unlinkSync(path);
      seenAnswers.set(id, { isThere: !isTaken });
    }
  }

  function lookAtFilms(): void {
    for (const name of list(filmFolder)) {
      if (!name.endsWith(".mkv")) continue;
      const seen = seenFilms.get(name);
      const path = join(filmFolder, name);
      if (seen) {
        // A film is taken away only after its answer; nobody makes it again then.
        if (!seen.isThere) films.add(`${name} came again`);
        const id = name.slice(0, -".mkv".length);
        if (seen.isThere && counts.has(id) && random.below(2) === 0) {
          unlinkSync(path);
          seenFilms.set(name, { isThere: false });
        }
        continue;
      }
      const { size } = statSync(path);
      films.add(size === filmBytes ? null : `${name} had ${size} bytes`);
      seenFilms.set(name, { isThere: true });
    }
  }

  return {
    answers,
    films,
    counts,
    look() {
      // Films first: an answer that is there promises its film.
      lookAtFilms();
      lookAtAnswers();
    },
    left: () => ({
      answers: thereIn(seenAnswers),
      films: thereIn(seenFilms),
    }),
  };
}

function checkAnswer(path: string, id: string): string | null {
  const text = readFileSync(path, "utf8");
  if (readJson(text) === null) return `${id} was half-written: ${text}`;
  return /"status":\s*"success"/.test(text)
    ? null
    : `${id} failed: ${whyOf(text)}`;
}

function thereIn(seen: ReadonlyMap<string, Seen>): string[] {
  return [...seen].flatMap(([name, { isThere }]) => (isThere ? [name] : []));
}

/** Not there yet is empty. */
function list(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
