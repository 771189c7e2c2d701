import type { RobotLine } from "../robot/robot-line.ts";

/**
 * What a line says about whether makemkvcon gets on. Not every line does: one that hangs may print the same for ever.
 *
 *                                       news   movement   repetition
 *   progress further than ever            x
 *   progress that goes back, oscillates            x
 *   the same progress once more                               x
 *   words not heard lately                x
 *   the same words in turn with others             x
 *   the same words once more                                  x
 *   a line of the disc's listing          x
 *
 * A storm of read errors is news, since each names another place: a bad disc is slow, not silent. In captures progress
 * falls only at the end of a step, and no step is announced twice in the same words; so a new step counts anew.
 */
export type Sign = "news" | "movement" | "repetition";

/** So many different words may go round in a circle before they pass for new ones. */
const REMEMBERED = 64;

export function createSignReader(): (line: RobotLine) => Sign {
  let current = -1;
  let total = -1;
  let furthest = -1;
  let furthestTotal = -1;
  const remembered = new Set<string>();
  let last = "";

  /** Called for each of a rip's tens of thousands of progress lines. */
  function readProgress(now: number, nowTotal: number): Sign {
    if (now === current && nowTotal === total) return "repetition";
    current = now;
    total = nowTotal;
    if (now <= furthest && nowTotal <= furthestTotal) return "movement";
    furthest = Math.max(furthest, now);
    furthestTotal = Math.max(furthestTotal, nowTotal);
    return "news";
  }

  function readWords(words: string): Sign {
    if (words === last) return "repetition";
    last = words;
    if (remembered.has(words)) return "movement";
    remembered.add(words);
    const [oldest] = remembered;
    if (remembered.size > REMEMBERED && oldest !== undefined)
      remembered.delete(oldest);
    return "news";
  }

  return (line) => {
    if (line.kind === "progress") return readProgress(line.current, line.total);
    const words = wordsOf(line);
    if (words === null) return "news";
    const sign = readWords(words);
    const isStep = line.kind === "step" || line.kind === "operation";
    if (isStep && sign === "news") furthest = furthestTotal = -1;
    return sign;
  };
}

/** `null`: a line of the listing, thousands of which are printed once and in one go. */
function wordsOf(line: RobotLine): string | null {
  switch (line.kind) {
    case "message":
    case "plain":
      return line.text;
    case "operation":
    case "step":
      return `${line.kind} ${line.code} ${line.id} ${line.name}`;
    default:
      return null;
  }
}
