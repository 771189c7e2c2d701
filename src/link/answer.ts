import type { DaemonState } from "../state/state.ts";
import {
  errorResponse,
  type LinkRequest,
  type ResponseMessage,
  resultMessage,
} from "../wire/link-message.ts";
import { driveStatusOf } from "./drive-status.ts";

/**
 * The answer to a request, at once and out of the state, also in the middle of a rip: the webapp waits five seconds
 * for it and everybody who looks at a page waits with it.
 */
export function answerTo(
  request: Extract<LinkRequest, { kind: "request" | "malformed" }>,
  state: DaemonState,
  daemonId: string,
): ResponseMessage {
  const { requestId } = request;
  if (request.kind === "malformed")
    return errorResponse(requestId, "invalid_request", request.why);
  if (request.method === "get_drive_status")
    return resultMessage(requestId, driveStatusOf(state, daemonId));
  return errorResponse(
    requestId,
    "unknown_method",
    `This daemon does not know the method ${JSON.stringify(request.method.slice(0, METHOD_SHOWN))}; it answers get_drive_status.`,
  );
}

const METHOD_SHOWN = 80;
