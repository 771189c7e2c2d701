import { messageOf } from "../lib/error.ts";
import type { Clock } from "../lib/clock.ts";
import type { Check, Facts, Verdict, World } from "./check.ts";

/** A verdict and what was looked at. */
export interface Finding extends Verdict {
  readonly check: string;
}

export interface Report {
  readonly findings: readonly Finding[];
  /** A check has not answered; what it waits for may keep this process alive. */
  readonly isLate: boolean;
}

/** The time that each check has. */
export const LIMIT_MS = 3000;

/** All side by side; the findings come in the order of the table. Never rejects, and never takes longer than the limit. */
export async function runChecks(
  checks: readonly Check[],
  facts: Facts,
  world: World,
): Promise<Report> {
  const all = await Promise.all(
    checks.map(async (check) => {
      const verdicts = await within(
        world.clock,
        LIMIT_MS,
        examine(check, facts, world),
      );
      return { check, verdicts };
    }),
  );
  return {
    findings: all.flatMap(({ check, verdicts }) =>
      (verdicts ?? [late(check)]).map((verdict) => ({
        check: check.name,
        ...verdict,
      })),
    ),
    isLate: all.some(({ verdicts }) => verdicts === null),
  };
}

/** `null` when the time is up first. */
export async function within<T>(
  clock: Clock,
  ms: number,
  work: Promise<T>,
): Promise<T | null> {
  const { promise, resolve } = Promise.withResolvers<null>();
  const callOff = clock.after(ms, () => resolve(null));
  try {
    return await Promise.race([work, promise]);
  } finally {
    callOff();
  }
}

function late({ whenLate }: Check): Verdict {
  return {
    level: "error",
    text: `There was no answer within ${LIMIT_MS / 1000} seconds.`,
    hint: whenLate,
  };
}

/** A check that fails is a bug, and no reason to keep the others to ourselves. */
async function examine(
  check: Check,
  facts: Facts,
  world: World,
): Promise<readonly Verdict[]> {
  try {
    return await check.examine(facts, world);
  } catch (fault) {
    const said = messageOf(fault);
    return [
      {
        level: "error",
        text: `It could not be checked: ${said}`,
        hint: "This is a mistake in the doctor; please report it with the bundle of 'amphigory doctor --bundle'.",
      },
    ];
  }
}

/** The worst of all findings. */
export function worstOf(findings: readonly Finding[]): Verdict["level"] {
  if (findings.some(({ level }) => level === "error")) return "error";
  return findings.some(({ level }) => level === "warning") ? "warning" : "ok";
}
