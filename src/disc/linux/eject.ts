import type { Clock } from "../../lib/clock.ts";
import { runProgram } from "../run-program.ts";

export type Ejected =
  | { readonly kind: "ejected" }
  /** Why not, for people. */
  | { readonly kind: "failed"; readonly reason: string };

export interface EjectOptions {
  readonly clock: Clock;
  /** `$PATH` */
  readonly path: string;
}

const TRIES = 3;
const TRY_AGAIN_MS = 2000;
const LIMIT_MS = 30_000;
/** The kernel looks into a drive every two seconds: by then udev knows that it is empty. */
const SEEN_MS = 3000;

/** Opens the drive `device` (`/dev/sr0`), which eject unmounts before. */
export async function ejectOnLinux(
  device: string,
  { clock, path }: EjectOptions,
): Promise<Ejected> {
  const env = { ...process.env, PATH: path };
  const eject = { command: "eject", args: [device], limitMs: LIMIT_MS };
  for (let attempt = 1; ; attempt++) {
    const end = await runProgram({ ...eject, env, clock });
    if (end.kind === "done") {
      await pause(clock, SEEN_MS);
      return { kind: "ejected" };
    }
    if (attempt === TRIES || !Bun.which("eject", { PATH: path }))
      return { kind: "failed", reason: end.reason };
    await pause(clock, TRY_AGAIN_MS);
  }
}

function pause(clock: Clock, ms: number): Promise<void> {
  return new Promise((resolve) => clock.after(ms, resolve));
}
