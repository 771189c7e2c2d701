import {
  discRead,
  ripEnded,
  ripProgressed,
  runNoticed,
  scanEnded,
} from "./activity.ts";
import {
  discEjected,
  discInserted,
  ejectEnded,
  ejectRequested,
} from "./disc.ts";
import type { DaemonEvent } from "./event.ts";
import { licenceSeen, licenceTraced, tryLicenceAgain } from "./licensing.ts";
import {
  pauseMarkerFailed,
  pauseMarkerSet,
  pauseRequested,
  resumeRequested,
} from "./pause.ts";
import { schedule } from "./schedule.ts";
import {
  configLoaded,
  configUnavailable,
  lookAgain,
  makemkvconLocated,
  monitorChanged,
  ticked,
} from "./setup.ts";
import type { DaemonState, People } from "./state.ts";
import { stay, andThen, type Step } from "./step.ts";
import { stopRunning } from "./stop.ts";
import {
  responseKept,
  responseWritten,
  taskClaimed,
  taskGone,
  taskRejected,
  taskRequeued,
} from "./tasks.ts";
import {
  answersDelivered,
  queueHinted,
  queueOpened,
  queueRead,
  queueUnavailable,
} from "./tasks-folder.ts";
import { waited } from "./waiting.ts";

/**
 * The whole of the daemon's mind: what happened, and what follows. Pure; the time is in the event. First the event is
 * taken in, then whatever the new state calls for is begun (`schedule`). An event that means nothing in this state
 * changes nothing, and once the daemon has left none means anything any more.
 */
export function transition(state: DaemonState, event: DaemonEvent): Step {
  if (state.life.kind === "left") return stay(state);
  return andThen(takeIn(state, event), (next) => schedule(next, event.at));
}

function takeIn(state: DaemonState, event: DaemonEvent): Step {
  switch (event.type) {
    case "configLoaded":
      return configLoaded(state, event);
    case "configUnavailable":
      return configUnavailable(state, event);
    case "configUpdateRequested":
      return [tryLicenceAgain(state), [{ type: "loadConfig" }]];
    case "makemkvconLocated":
      return makemkvconLocated(state, event.path);
    case "makemkvconMissing":
      return stay({
        ...state,
        makemkvcon: { kind: "missing", problem: event.problem },
      });
    case "makemkvconSpoke":
      return stay(withVersion(state, event.version));
    case "serverListening": {
      const { port, addresses, problems } = event;
      return stay({
        ...state,
        server: { kind: "listening", port, addresses, problems },
      });
    }
    case "serverFailed":
      return stay({
        ...state,
        server: { kind: "failed", problem: event.problem },
      });
    case "discMonitorReady":
      return monitorChanged(state, { kind: "watching" });
    case "discMonitorUnavailable":
      return monitorChanged(state, {
        kind: "unavailable",
        problem: event.problem,
      });
    case "discInserted":
      return discInserted(state, event);
    case "discEjected":
      return discEjected(state, event.device);
    case "ejectEnded":
      return ejectEnded(state, event);
    case "queueOpened":
      return queueOpened(state, event);
    case "queueUnavailable":
      return queueUnavailable(state, event);
    case "queueHinted":
      return queueHinted(state);
    case "pauseHinted":
      return state.queue.kind === "open"
        ? [state, [{ type: "readQueue", resync: true }]]
        : stay(state);
    case "queueRead":
      return queueRead(state, event);
    case "answersDelivered":
      return stay(answersDelivered(state, event));
    case "taskClaimed":
      return taskClaimed(state, event);
    case "taskRejected":
      return taskRejected(state, event);
    case "taskGone":
      return taskGone(state, event.taskId);
    case "taskRequeued":
      return taskRequeued(state, event.taskId);
    case "responseWritten":
      return responseWritten(state, event.taskId);
    case "responseKept":
      return responseKept(state, event);
    case "pauseMarkerSet":
      return pauseMarkerSet(state, event.paused);
    case "pauseMarkerFailed":
      return pauseMarkerFailed(state, event);
    case "ripProgressed":
      return ripProgressed(state, event);
    case "runNoticed":
      return stay(runNoticed(state, event));
    case "discRead":
      return stay(discRead(state, event));
    case "licenceSeen":
      return stay(licenceSeen(state, event.licence));
    case "licenceTraced":
      return stay(licenceTraced(state, event));
    case "scanEnded":
      return scanEnded(state, event);
    case "ripEnded":
      return ripEnded(state, event);
    case "pauseRequested":
      return pauseRequested(byPerson(state, event.at), event);
    case "resumeRequested":
      return andThen(lookAgain(byPerson(state, event.at)), resumeRequested);
    case "ejectRequested":
      return ejectRequested(byPerson(state, event.at));
    case "failuresAcknowledged":
      return acknowledge(byPerson(state, event.at));
    case "stopRequested":
      return stopRequested(state, event.restart);
    case "webappClientsChanged":
      return stay(withPeople(state, { webappClients: event.clients }));
    case "watchersChanged":
      return stay(withPeople(state, { watchers: event.watchers }));
    case "linkChanged":
      return linkChanged(state, event);
    case "ticked":
      return andThen(waited(state, event), (next) => ticked(next, event));
    default:
      event satisfies never;
      return stay(state);
  }
}

/** Quit, restart or a signal: no more claims; what runs is stopped and its task goes back. */
function stopRequested(state: DaemonState, restart: boolean): Step {
  if (state.life.kind !== "running") return stay(state);
  return stopRunning(
    { ...state, life: { kind: "stopping", restart } },
    "quitting",
  );
}

/**
 * A webapp that is back may be another version, with other settings: they are asked for with every new connection but
 * the first, which follows an answer that has just come.
 */
function linkChanged(
  state: DaemonState,
  { link, at }: Extract<DaemonEvent, { type: "linkChanged" }>,
): Step {
  if (link !== "connected") return stay({ ...state, link: { kind: link } });
  const next: DaemonState = { ...state, link: { kind: link, since: at } };
  return [next, state.link.kind === "off" ? [] : [{ type: "loadConfig" }]];
}

function withVersion(state: DaemonState, version: string): DaemonState {
  if (state.makemkvVersion === version) return state;
  return { ...state, makemkvVersion: version };
}

function acknowledge(state: DaemonState): Step {
  return stay({
    ...state,
    recent: state.recent.map((task) =>
      task.acknowledged ? task : { ...task, acknowledged: true },
    ),
  });
}

function byPerson(state: DaemonState, at: number): DaemonState {
  return withPeople(state, { lastCommandAt: at });
}

function withPeople(state: DaemonState, change: Partial<People>): DaemonState {
  return { ...state, people: { ...state.people, ...change } };
}
