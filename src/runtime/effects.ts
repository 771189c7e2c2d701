import type { ConfigSource } from "../config/source.ts";
import { traceLicence } from "../makemkv/run/licence-trace.ts";
import { locateMakemkvcon } from "../makemkv/run/locate.ts";
import type { WebappServer } from "../server/webapp-server.ts";
import type { Effect } from "../state/effect.ts";
import type { Fact } from "../state/event.ts";
import type { Drives } from "./drives.ts";
import { factOfFault } from "./fault.ts";
import {
  claimTask,
  openQueue,
  readQueue,
  requeueTask,
  setPauseMarker,
  writeResponse,
  type Opening,
} from "./queue-effects.ts";

/** The parts that carry effects out. Each is thin; what comes of it goes back to the store as facts. */
export interface Adapters extends Opening {
  readonly config: ConfigSource;
  readonly webapp: WebappServer;
  readonly drives: Drives;
  /** `$PATH` */
  readonly path: string;
  /** `$HOME`: where MakeMKV keeps its key. */
  readonly home: string;
  readonly exit: (restart: boolean) => void;
}

type Of<T extends Effect["type"]> = Extract<Effect, { type: T }>;
type Facts = Promise<readonly Fact[]> | readonly Fact[];

/** One handler a kind. A handler that throws is a bug: it is reported, and the effect ends as failed. */
export function createEffects(
  adapters: Adapters,
  dispatch: (fact: Fact) => void,
  onFault: (fault: unknown) => void,
): (effect: Effect) => void {
  const { config, queue, webapp, runs, drives } = adapters;
  let cleared: Promise<void> | null = null;

  function run(effect: Effect): Facts {
    switch (effect.type) {
      case "loadConfig":
        return config.refresh().then(() => []);
      case "locateMakemkvcon":
        return locate(effect, adapters.path);
      case "listen":
        return listen(webapp, effect);
      case "watchDiscs":
        drives.watch(effect.mode);
        return [];
      case "lookAtDiscs":
        return drives.look().then(() => []);
      case "ejectDisc":
        return drives.eject(effect.device);
      case "openQueue":
        // Once is enough: later on, whatever runs is our own.
        cleared ??= runs.stopLeftover(effect.settings);
        return cleared.then(() => openQueue(adapters, effect));
      case "readQueue":
        return readQueue(queue, effect);
      case "claimTask":
        return claimTask(queue, effect);
      case "requeueTask":
        return requeueTask(queue, effect);
      case "writeResponse":
        return writeResponse(queue, effect);
      case "setPauseMarker":
        return setPauseMarker(queue, effect);
      case "startScan":
        return runs.scan(effect).then(lookFirst);
      case "startRip":
        return runs.rip(effect).then(lookFirst);
      case "traceLicence":
        return traceLicence(effect.makemkvcon, adapters.home).then((trace) => [
          { type: "licenceTraced", trace },
        ]);
      case "stopRun":
        runs.stop(effect);
        return [];
      case "exit":
        drives.close();
        adapters.exit(effect.restart);
        return [];
    }
  }

  /** What failed may have failed because the disc is gone; messages alone can not tell that from damage. */
  async function lookFirst(facts: readonly Fact[]): Promise<readonly Fact[]> {
    if (facts.some(mayBeEjected)) await drives.lookPatiently();
    return facts;
  }

  async function carryOut(effect: Effect): Promise<void> {
    try {
      for (const fact of await run(effect)) dispatch(fact);
    } catch (fault) {
      onFault(fault);
      const fact = factOfFault(effect, fault, queue.directory() ?? "");
      if (fact) dispatch(fact);
    }
  }

  return (effect) => void carryOut(effect);
}

function mayBeEjected(fact: Fact): boolean {
  if (fact.type !== "scanEnded" && fact.type !== "ripEnded") return false;
  const { outcome } = fact;
  if (outcome.kind !== "failed") return false;
  return outcome.failure.code !== "OUTPUT_WRITE_FAILED";
}

async function locate(
  { configuredPath }: Of<"locateMakemkvcon">,
  path: string,
): Promise<readonly Fact[]> {
  const located = await locateMakemkvcon({ configuredPath, path });
  return located.kind === "found"
    ? [{ type: "makemkvconLocated", path: located.path }]
    : [{ type: "makemkvconMissing", problem: located.problem }];
}

async function listen(
  webapp: WebappServer,
  { settings }: Of<"listen">,
): Promise<readonly Fact[]> {
  const outcome = await webapp.listen(settings);
  if (outcome.kind === "failed")
    return [{ type: "serverFailed", problem: outcome.problem }];
  const { port, addresses, problems } = outcome;
  return [{ type: "serverListening", port, addresses, problems }];
}
