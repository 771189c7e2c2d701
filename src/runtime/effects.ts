import type { ConfigSource } from "../config/source.ts";
import { chooseMonitor } from "../disc/choose-monitor.ts";
import { locateMakemkvcon } from "../makemkv/locate.ts";
import type { WebappServer } from "../server/webapp-server.ts";
import type { Effect } from "../state/effect.ts";
import type { Fact } from "../state/event.ts";
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
  /** `$PATH` */
  readonly path: string;
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
  const { config, queue, webapp, runs } = adapters;
  let monitor: Disposable | null = null;
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
        monitor?.[Symbol.dispose]();
        monitor = chooseMonitor(effect.mode).start(dispatch);
        return [];
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
        return runs.scan(effect);
      case "startRip":
        return runs.rip(effect);
      case "stopRun":
        runs.stop(effect.run);
        return [];
      case "exit":
        monitor?.[Symbol.dispose]();
        adapters.exit(effect.restart);
        return [];
    }
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
