import { isConnected } from "../../state/select.ts";
import {
  type Check,
  error,
  type Facts,
  fromProblem,
  ok,
  stateOf,
  type Verdict,
  warning,
} from "../check.ts";

/** Whether the webapp answers, where the settings in force come from, and whether it has connected. */
export const webappCheck: Check = {
  name: "webapp",
  whenLate: "Restart the webapp's container.",
  async examine(facts) {
    if (facts.webapp === null) return [];
    return [...answer(facts, facts.webapp), ...connection(facts)];
  },
};

function answer(
  { cache }: Facts,
  webapp: NonNullable<Facts["webapp"]>,
): readonly Verdict[] {
  if (webapp.kind === "good") {
    const { config, problems } = webapp.settings;
    return [
      ok(
        `It answers: tasks in ${config.tasksDirectory}, port ${config.websocketPort}.`,
      ),
      ...problems.map((problem) => fromProblem("warning", problem)),
    ];
  }
  const { text, hint } = webapp.problem;
  if (cache.kind === "good")
    return [
      warning(`${text} Its last answer is in use, and work goes on.`, hint),
    ];
  return [
    error(`${text} There is no older answer to work with either.`, hint),
    ...(cache.kind === "broken" ? [fromProblem("warning", cache.problem)] : []),
  ];
}

/** Tasks are files, so this is no error: they are worked on all the same. */
function connection(facts: Facts): readonly Verdict[] {
  const state = stateOf(facts);
  if (state?.server.kind !== "listening") return [];
  if (isConnected(state)) return [ok("It is connected to the daemon.")];
  return [
    warning(
      "It is not connected to the daemon; tasks are done, but it hears of nothing while they are.",
      `In its container it has to connect to ws://host.docker.internal:${state.server.port}/; on Linux without Docker Desktop see docs/troubleshooting.md.`,
    ),
  ];
}
