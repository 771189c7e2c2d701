/** What is known of the configuration, and what the rest of the daemon is told of it. Pure. */
import type { ConfigEvent } from "../state/event.ts";
import type { Problem } from "../state/problem.ts";
import type { LocalConfig } from "../wire/config.ts";
import type { CacheReading } from "./cache.ts";
import type { LocalReading } from "./local-config.ts";
import { joinProblems, keptInUse, lastAnswerUsed } from "./problems.ts";
import { combineSettings } from "./settings.ts";
import type { WebappAnswer, WebappSettings } from "./webapp-config.ts";

export interface Knowledge {
  /** The latest look at `daemon.yaml`. */
  readonly reading: LocalReading;
  /** The last good one: it stays in use while the file is wrong or gone. */
  readonly local: LocalConfig | null;
  /** The outcome of the latest request; `null` before the first. */
  readonly answer: WebappAnswer | null;
  /** The webapp's last good answer and where it came from. */
  readonly webapp: {
    readonly settings: WebappSettings;
    readonly source: "webapp" | "cache";
  } | null;
  /** What is wrong with the cached copy. */
  readonly cacheProblem: Problem | null;
}

/** A look at `daemon.yaml`. */
export function withReading(
  before: Knowledge | null,
  reading: LocalReading,
): Knowledge {
  const known = before ?? {
    local: null,
    answer: null,
    webapp: null,
    cacheProblem: null,
  };
  if (reading.kind !== "good") return { ...known, reading };
  return { ...known, reading, local: reading.config };
}

/** The webapp answered; `cacheProblem` says whether the answer could be kept. */
export function withAnswer(
  known: Knowledge,
  answer: WebappAnswer,
  cacheProblem: Problem | null,
): Knowledge {
  if (answer.kind === "good") {
    const webapp = { settings: answer.settings, source: "webapp" } as const;
    return { ...known, answer, webapp, cacheProblem };
  }
  return { ...known, answer };
}

/** The cached copy was looked for, since nothing better is known. */
export function withCache(known: Knowledge, cache: CacheReading): Knowledge {
  switch (cache.kind) {
    case "none":
      return { ...known, cacheProblem: null };
    case "broken":
      return { ...known, cacheProblem: cache.problem };
    case "good": {
      const webapp = { settings: cache.settings, source: "cache" } as const;
      return { ...known, webapp, cacheProblem: null };
    }
    default:
      return cache satisfies never;
  }
}

/** What follows from all that. */
export function toEvent(known: Knowledge): ConfigEvent {
  const { local, webapp, answer, cacheProblem } = known;
  if (local === null) {
    const problem = joinProblems(readingProblems(known));
    return { type: "configUnavailable", reason: "needsSetup", problem };
  }
  const failed =
    answer === null || answer.kind === "good" ? [] : [answer.problem];
  const cache = cacheProblem === null ? [] : [cacheProblem];
  if (webapp === null) {
    const problem = joinProblems([
      ...failed,
      ...cache,
      ...readingProblems(known),
    ]);
    return { type: "configUnavailable", reason: "noWebapp", problem };
  }
  return {
    type: "configLoaded",
    settings: combineSettings(local, webapp.settings.config),
    source: answer?.kind === "away" ? "cache" : webapp.source,
    problems: [
      ...readingProblems(known),
      ...failed.map(lastAnswerUsed),
      ...cache,
      ...webapp.settings.problems,
    ],
  };
}

function readingProblems({ reading, local }: Knowledge): readonly Problem[] {
  if (reading.kind === "good") return reading.warnings;
  return local === null ? reading.problems : reading.problems.map(keptInUse);
}
