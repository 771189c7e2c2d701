/**
 * Who may talk to the webapp's port. A page that a browser shows can reach localhost, so a request is refused
 * before anything else is looked at unless, in this order:
 *
 * 1. `Host` names this machine as its own processes and containers do (against DNS rebinding),
 * 2. `Origin`, which browsers always send and the webapp's server does not, is the webapp's (against foreign pages),
 * 3. `Authorization` carries the token, where one is set.
 *
 * Names are compared as they stand, after lower case and without a final dot: nothing is resolved or decoded.
 */
export interface GuardRequest {
  readonly host: string | null;
  readonly origin: string | null;
  readonly authorization: string | null;
}

export interface GuardRules {
  readonly webappUrl: string;
  /** Names and addresses that are fine as `Host` beyond the loopback ones; a port in them is ignored. */
  readonly allowedHosts: readonly string[];
  /** The addresses that the daemon listens on. */
  readonly listen: readonly string[];
  readonly token: string | null;
}

export type Verdict =
  | { readonly kind: "allowed" }
  | {
      readonly kind: "refused";
      readonly status: 401 | 403;
      /** One line. */
      readonly reason: string;
    };

export function checkRequest(
  request: GuardRequest,
  rules: GuardRules,
): Verdict {
  if (!isHostAllowed(request.host, rules)) {
    return refused(
      403,
      "Host is not this machine: connect to host.docker.internal or 127.0.0.1, or name the host in allowed_hosts of daemon.yaml",
    );
  }
  if (!isOriginAllowed(request.origin, rules.webappUrl)) {
    return refused(403, "Origin is not that of webapp_url in daemon.yaml");
  }
  if (!isTokenRight(request.authorization, rules.token)) {
    return refused(
      401,
      'Authorization must be "Bearer " and the token of daemon.yaml',
    );
  }
  return { kind: "allowed" };
}

/** 127.0.0.0/8, ::1 and localhost, as an address to listen on or as the host part of a URL. */
export function isLoopback(address: string): boolean {
  const name = hostName(address);
  return name === "localhost" || name === "[::1]" || isLoopbackIpv4(name);
}

function refused(status: 401 | 403, reason: string): Verdict {
  return { kind: "refused", status, reason };
}

function isHostAllowed(host: string | null, rules: GuardRules): boolean {
  const name = host === null ? null : hostName(host);
  if (name === null) return false;
  if (isLoopback(name) || name === "host.docker.internal") return true;
  const listen = rules.listen.filter((address) => !isWildcard(address));
  return [...rules.allowedHosts, ...listen].some(
    (allowed) => hostName(allowed) === name,
  );
}

function isOriginAllowed(origin: string | null, webappUrl: string): boolean {
  if (origin === null) return true;
  if (origin === "null" || !URL.canParse(webappUrl)) return false;
  return origin === new URL(webappUrl).origin;
}

function isTokenRight(
  authorization: string | null,
  token: string | null,
): boolean {
  if (token === null) return true;
  const given = /^Bearer +(\S.*)$/i.exec(authorization ?? "")?.[1];
  return given !== undefined && isEqual(digest(given), digest(token));
}

/** Takes as long for a wrong token as for the right one: digests have one length, and every byte is looked at. */
function isEqual(one: Uint8Array, other: Uint8Array): boolean {
  return one.reduce((sum, byte, i) => sum | (byte ^ (other[i] ?? 0)), 0) === 0;
}

/** Bun's own hasher: `node:crypto` costs 1 MB resident. */
function digest(text: string): Uint8Array {
  return new Bun.CryptoHasher("sha256").update(text).digest();
}

/** `Host` of the request, or an entry of the settings, without its port; `null` when it is neither a name nor an address. */
function hostName(host: string): string | null {
  const text = host.trim().toLowerCase();
  if (/^[0-9a-f:]*:[0-9a-f:]*:[0-9a-f:]*$/.test(text)) return `[${text}]`;
  const match =
    /^(\[[0-9a-f:.]+\]|[a-z0-9_-]+(?:\.[a-z0-9_-]+)*)\.?(:\d{1,5})?$/.exec(
      text,
    );
  return match?.[1] ?? null;
}

function isLoopbackIpv4(name: string | null): boolean {
  const match = /^127\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(name ?? "");
  return match !== null && match.slice(1).every((byte) => Number(byte) <= 255);
}

/** The address that stands for all of them; nobody has a reason to send it as a `Host`. */
function isWildcard(address: string): boolean {
  return ["0.0.0.0", "[::]"].includes(hostName(address) ?? "");
}
