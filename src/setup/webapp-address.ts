import {
  askWebapp,
  type Fetch,
  type WebappSettings,
} from "../config/webapp-config.ts";
import { sayMistake } from "../config/problems.ts";
import type { Clock } from "../lib/clock.ts";
import { parseDaemonYaml } from "../wire/config.ts";

/** Where webapps of this kind answer when nobody says otherwise; each is tried once. 6199 is purp/amphigory's port. */
export const USUAL_ADDRESSES = [
  "http://localhost:6199",
  "http://localhost:8080",
  "http://127.0.0.1:8080",
] as const;

export type AddressReading =
  | { readonly kind: "address"; readonly url: string }
  | { readonly kind: "mistake"; readonly text: string };

/** What a person types: `http://` may be left out, and the whole address of the settings is fine, too. Pure. */
export function readAddress(typed: string): AddressReading {
  const text = typed.trim().replace(/\/config\.json$/, "");
  const url = /^[a-z][a-z\d+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  const parsed = parseDaemonYaml({ webapp_url: url, webapp_basedir: "/" });
  if (parsed.kind === "valid")
    return { kind: "address", url: parsed.config.webappUrl };
  return {
    kind: "mistake",
    text: `${parsed.mistakes.map(sayMistake).join("; ")}.`,
  };
}

export type Tested =
  | { readonly kind: "good"; readonly settings: WebappSettings }
  | { readonly kind: "bad"; readonly text: string };

export interface Net {
  readonly fetch: Fetch;
  readonly clock: Clock;
  /** Calls it off: the person has gone. */
  readonly signal: AbortSignal;
}

/** Asks the webapp for its settings, with the daemon's own limits. */
export async function testAddress(
  url: string,
  { fetch, clock, signal }: Net,
): Promise<Tested> {
  const answer = await askWebapp({ webappUrl: url, fetch, clock, signal });
  if (answer.kind === "good") return answer;
  return { kind: "bad", text: answer.problem.text };
}

/** The first usual address where a webapp answers; `null` for none. */
export async function findWebapp(net: Net): Promise<string | null> {
  const tested = await Promise.all(
    USUAL_ADDRESSES.map((url) => testAddress(url, net)),
  );
  const at = tested.findIndex(({ kind }) => kind === "good");
  return USUAL_ADDRESSES[at] ?? null;
}
