import { codeOf, hasCode, messageOf } from "../lib/error.ts";
import type { Problem } from "../state/problem.ts";

/** An address that other machines reach is not opened for everybody. */
export function tokenNeeded(address: string): Problem {
  return {
    key: "token_needed",
    text: `Not listening on ${address}: other machines reach it, and no token is set.`,
    hint: "Set token: in daemon.yaml, or take the address out of listen:.",
  };
}

/** Nothing is left of `listen:`, so the webapp can not reach the daemon. */
export function nothingToListenOn(): Problem {
  return {
    key: "listen_empty",
    text: "Not listening for the webapp: listen: in daemon.yaml names no address.",
    hint: "Take listen: out of daemon.yaml to listen on 127.0.0.1.",
  };
}

/** Why an address and port could not be opened, from what the system said. */
export function listenProblem(
  address: string,
  port: number,
  error: unknown,
): Problem {
  const code = codeOf(error);
  if (isTaken(error)) {
    return {
      key: "port_taken",
      text: `Port ${port} on ${address} is taken by another program.`,
      hint: `Stop that program (lsof -i :${port} names it) or change websocket_port in the webapp's configuration.`,
    };
  }
  return {
    key: "listen_failed",
    text: `Can not listen on ${address}, port ${port}: ${reasonOf(code, error)}.`,
    hint: "Check listen: in daemon.yaml and websocket_port in the webapp's configuration.",
  };
}

function reasonOf(code: string | null, error: unknown): string {
  switch (code) {
    case "EADDRNOTAVAIL":
      return "this machine has no such address";
    case "EACCES":
    case "EPERM":
      return "this user may not open that port";
    case "EINVAL":
      return "the system does not accept the address (one like fe80::1 needs its interface, fe80::1%en0)";
    case "EAFNOSUPPORT":
      return "this machine does not speak that kind of address";
    default: {
      const said = messageOf(error);
      return said.replace(/\.$/, "");
    }
  }
}

/** Somebody listens there already: another program, or we ourselves. */
export function isTaken(error: unknown): boolean {
  return hasCode(error, "EADDRINUSE");
}
