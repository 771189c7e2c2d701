/** What `fetch` says when it has no answer for us, said for people. The codes are Bun's (seen on 1.4.5) and OpenSSL's. */
import type { Problem } from "../state/problem.ts";
import {
  webappConfigInvalid,
  webappNotTrusted,
  webappUnreachable,
} from "./problems.ts";

export interface WebappFault {
  /** Something answers, but not as the webapp should. */
  readonly kind: "bad" | "away";
  readonly problem: Problem;
}

export function explainFault(code: string, address: string): WebappFault {
  const distrust = find(DISTRUST, code);
  if (distrust !== null) {
    const problem = webappNotTrusted(address, `${distrust} (${code})`);
    return { kind: "bad", problem };
  }
  const wrong = find(WRONG_ANSWER, code);
  if (wrong !== null) {
    return { kind: "bad", problem: webappConfigInvalid(address, wrong) };
  }
  const why = find(NO_ANSWER, code) ?? code;
  return { kind: "away", problem: webappUnreachable(address, why) };
}

type Sentences = readonly (readonly [codes: RegExp, why: string])[];

const DISTRUST: Sentences = [
  [
    /CERT_HAS_EXPIRED|CERT_NOT_YET_VALID/,
    "its certificate is not valid today, or this machine's clock is wrong",
  ],
  [/ALTNAME|HOSTNAME_MISMATCH/, "its certificate is for another name"],
  [
    /CERT|SELF_SIGNED|LEAF_SIGNATURE/,
    "its certificate is not trusted on this machine",
  ],
];

const WRONG_ANSWER: Sentences = [
  [
    /Malformed_HTTP_Response|InvalidHTTPResponse|UnrequestedUpgrade/,
    "it is not HTTP; another program may have that port",
  ],
  [/EPROTO/, "it does not speak https; webapp_url may have to be http://…"],
  [/DecompressionError|ZlibError/, "its compressed text is broken"],
  [/HeadersTooLarge/, "its headers are too long"],
];

const NO_ANSWER: Sentences = [
  [/ECONNREFUSED|ConnectionRefused/, "connection refused"],
  [/ENOTFOUND/, "no machine of that name is known"],
  [/ECONNRESET/, "it closed the connection before it had answered"],
  [/Redirect/, "it redirects in circles or to where there is no webapp"],
  [/EHOSTUNREACH|ENETUNREACH|ENETDOWN/, "there is no way to that machine"],
];

function find(sentences: Sentences, code: string): string | null {
  return sentences.find(([codes]) => codes.test(code))?.[1] ?? null;
}
