import { systemClock } from "../lib/clock.ts";
import { EXIT, type ExitCode } from "../lib/exit-code.ts";
import { writeBundle } from "./bundle/write-bundle.ts";
import { CHECKS } from "./checks.ts";
import { doctorJson, doctorView } from "./doctor-view.ts";
import { gatherFacts } from "./gather-facts.ts";
import { runChecks, worstOf } from "./run-checks.ts";
import { thisWorld } from "./world.ts";

/** `amphigory doctor`: what is there, what is not, and what to do about it. It changes nothing. */
export interface DoctorRequest {
  readonly configDir: string;
  readonly version: string;
  readonly json: boolean;
  /** An archive for a report of a bug; then the exit code only says whether it was written. */
  readonly bundle: boolean;
}

export async function runDoctor(request: DoctorRequest): Promise<ExitCode> {
  const { configDir, version, json, bundle } = request;
  const world = thisWorld();
  const facts = await gatherFacts({
    configDir,
    version,
    clock: systemClock,
    fetch: globalThis.fetch,
  });
  const { findings, isLate } = await runChecks(CHECKS, facts, world);
  const reported = { version, platform: world.platform, findings };
  const now = world.clock.now();
  const exit = bundle
    ? await writeBundle({ facts, reported, now, folder: process.cwd() })
    : worstOf(findings) === "error"
      ? EXIT.failed
      : EXIT.ok;
  if (!bundle)
    await print(json ? doctorJson(reported, now) : doctorView(reported));
  // A file system that hangs would keep this process from ending by itself.
  if (isLate) process.exit(exit);
  return exit;
}

async function print(text: string): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  process.stdout.write(text, () => resolve());
  await promise;
}
