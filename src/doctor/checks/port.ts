import { codeOrMessage, hasCode } from "../../lib/error.ts";
import { holderPid } from "../../lib/lock.ts";
import type { Settings } from "../../state/settings.ts";
import {
  type Check,
  error,
  fromProblem,
  ok,
  stateOf,
  type Verdict,
} from "../check.ts";
import { daemonLockPath } from "../../wire/attach.ts";

/** The webapp's port: ours, or free for the daemon that will be started. */
export const portCheck: Check = {
  name: "port",
  whenLate: "Check the network settings of this machine.",
  async examine(facts) {
    const state = stateOf(facts);
    if (state?.server.kind === "failed")
      return [fromProblem("error", state.server.problem)];
    if (state?.server.kind === "listening") {
      const { port, addresses, problems } = state.server;
      return [
        ok(`The daemon listens on ${addresses.join(", ")}, port ${port}.`),
        ...problems.map((problem) => fromProblem("error", problem)),
      ];
    }
    if (facts.settings === null) return [];
    const hung =
      facts.daemon.kind === "failed"
        ? await holderPid(daemonLockPath(facts.configDir))
        : null;
    return facts.settings.listen.map((address) =>
      tryListening(address, facts.settings, hung),
    );
  },
};

/** `hung`: the process of our own daemon, if it is there and does not answer. */
function tryListening(
  address: string,
  settings: Settings | null,
  hung: number | null,
): Verdict {
  const port = settings?.websocketPort ?? 0;
  if (!isLoopback(address) && !settings?.hasToken)
    return error(
      `Other machines reach ${address}, and no token is set; the daemon will not listen there.`,
      "Set token: in daemon.yaml, or take the address out of listen:.",
    );
  try {
    const socket = { data: () => undefined };
    Bun.listen({ hostname: address, port, socket }).stop(true);
    return ok(`Port ${port} on ${address} is free.`);
  } catch (fault) {
    const isTaken = hasCode(fault, "EADDRINUSE");
    if (isTaken && hung !== null)
      return error(
        `Port ${port} on ${address} is held by the daemon that does not answer (process ${hung}).`,
        `End it with 'kill ${hung}' (if need be 'kill -9 ${hung}') and start it again.`,
      );
    if (isTaken)
      return error(
        `Port ${port} on ${address} is taken by another program.`,
        `Stop that program (lsof -i :${port} names it), or change websocket_port in the webapp's configuration.`,
      );
    return error(
      `Nobody can listen on ${address}, port ${port} (${codeOrMessage(fault)}).`,
      "Correct listen: in daemon.yaml or websocket_port in the webapp's configuration.",
    );
  }
}

function isLoopback(address: string): boolean {
  return address.startsWith("127.") || address === "::1";
}
