/** The webapp's `/config.json`: asked for with a time limit and a size limit, and believed only as a whole. */
import { codeOrMessage } from "../lib/error.ts";
import type { Clock } from "../lib/clock.ts";
import type { Problem } from "../state/problem.ts";
import { parseWebappConfig, type WebappConfig } from "../wire/config.ts";
import {
  sayMistake,
  webappConfigInvalid,
  webappUnreachable,
  webappValueIgnored,
} from "./problems.ts";
import { explainFault } from "./webapp-fault.ts";

const ANSWER_MS = 3_000;
export const MOST_ANSWER_BYTES = 1024 * 1024;

/** The part of `globalThis.fetch` that is used. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

export interface WebappSettings {
  readonly config: WebappConfig;
  /** Values that were passed over. */
  readonly problems: readonly Problem[];
}

export type WebappAnswer =
  /** `text` is exactly what the webapp said. */
  | {
      readonly kind: "good";
      readonly settings: WebappSettings;
      readonly text: string;
    }
  | { readonly kind: "bad"; readonly problem: Problem }
  | { readonly kind: "away"; readonly problem: Problem };

interface Request {
  readonly webappUrl: string;
  readonly fetch: Fetch;
  readonly clock: Clock;
  /** Calls the request off; the answer means nothing then. */
  readonly signal: AbortSignal;
}

/** Ask once. Never throws. */
export async function askWebapp(request: Request): Promise<WebappAnswer> {
  const address = `${request.webappUrl}/config.json`;
  const late = new AbortController();
  const callOff = request.clock.after(ANSWER_MS, () => late.abort());
  try {
    const response = await request.fetch(address, {
      headers: { accept: "application/json" },
      signal: AbortSignal.any([late.signal, request.signal]),
    });
    return await readAnswer(response, address);
  } catch (error) {
    if (!late.signal.aborted)
      return explainFault(codeOrMessage(error), address);
    const why = `no answer within ${ANSWER_MS / 1000} s`;
    return { kind: "away", problem: webappUnreachable(address, why) };
  } finally {
    callOff();
  }
}

async function readAnswer(
  response: Response,
  address: string,
): Promise<WebappAnswer> {
  const bad = (why: string): WebappAnswer => ({
    kind: "bad",
    problem: webappConfigInvalid(address, why),
  });
  if (response.status !== 200) {
    await response.body?.cancel();
    return bad(`status ${response.status} instead of 200`);
  }
  const bytes = await readAtMost(response, MOST_ANSWER_BYTES);
  if (bytes === null) return bad(`more than ${MOST_ANSWER_BYTES} bytes`);
  const text = new TextDecoder().decode(bytes);
  const understood = understand(text, address);
  if (understood.kind === "bad") return bad(understood.why);
  return { kind: "good", settings: understood.settings, text };
}

/** The body, or `null` as soon as it is too long: it may never end. */
async function readAtMost(
  response: Response,
  limit: number,
): Promise<Uint8Array | null> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > limit) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

export type Understood =
  | { readonly kind: "good"; readonly settings: WebappSettings }
  | { readonly kind: "bad"; readonly why: string };

/** The text of a `/config.json`, from the webapp or from the cache; `place` is for the texts. */
export function understand(text: string, place: string): Understood {
  const json = parseJson(text);
  if (json === undefined) return { kind: "bad", why: whatInstead(text) };
  const parsed = parseWebappConfig(json);
  if (parsed.kind === "invalid") {
    return { kind: "bad", why: parsed.mistakes.map(sayMistake).join("; ") };
  }
  const problems = parsed.passedOver.map((mistake) =>
    webappValueIgnored(place, sayMistake(mistake)),
  );
  return { kind: "good", settings: { config: parsed.config, problems } };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function whatInstead(text: string): string {
  if (text.trim() === "") return "it is empty";
  return text.trimStart().startsWith("<")
    ? "it is a web page, not JSON"
    : "it is not JSON";
}
