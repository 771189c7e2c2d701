/**
 * Takes out of a text what is nobody's business: the token, keys, the names of the user and of machines, the home
 * folder, and the numbers by which a drive can be told from all others. It rather takes out too much: a bundle goes to strangers. Pure.
 */
export interface Private {
  /** The token, in every spelling that is known. */
  readonly secrets: readonly string[];
  /** The home folder, and what it is called when links are followed. */
  readonly homes: readonly string[];
  readonly users: readonly string[];
  /** Names of this machine: on a Mac they often hold the user's. */
  readonly hosts: readonly string[];
  /** What the daemon calls itself. */
  readonly ids: readonly string[];
}

export type Redact = (text: string) => string;

export function createRedaction(about: Private): Redact {
  const steps: readonly Redact[] = [
    ...spellings(about.secrets).map((one) => replaceAll(one, "‹secret›")),
    // A key of MakeMKV: T- or M- and 66 characters.
    (text) => text.replaceAll(/\b[TM]-[\w@]{40,}/g, "‹key›"),
    (text) => text.replaceAll(/\bBearer\s+[^\s"']+/gi, "Bearer ‹secret›"),
    (text) => text.replaceAll(/(\/\/)[^/\s"'@]+@/g, "$1‹secret›@"),
    ...longestFirst(about.homes.filter((home) => home.length > 1)).map(
      replaceHome,
    ),
    (text) =>
      text.replaceAll(
        /\/(Users|home)\/(?!Shared\b)[^/\s"'\\:,]+/g,
        "/$1/‹user›",
      ),
    ...longestFirst(about.hosts.filter(isName)).map((host) =>
      replaceName(host, "‹host›"),
    ),
    ...longestFirst(about.users.filter(isName)).map((user) =>
      replaceName(user, "‹user›"),
    ),
    ...longestFirst(about.ids.filter(isTelling)).map((id) =>
      replaceName(id, "‹id›"),
    ),
    replaceSerials,
    (text) => text.replaceAll(/\b(id=)[\dA-F]{8,}\b/gi, "$1‹id›"),
  ];
  return (text) => steps.reduce((redacted, step) => step(redacted), text);
}

/** Every text in a JSON value, names of keys included; its shape stays. */
export function redactJson(value: unknown, redact: Redact): unknown {
  if (typeof value === "string") return redact(value);
  if (Array.isArray(value)) return value.map((one) => redactJson(one, redact));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [
      redact(key),
      redactJson(one, redact),
    ]),
  );
}

/** Nobody is told by these. */
const NOBODY = new Set(["", "root", "localhost"]);

function isName(name: string): boolean {
  return !NOBODY.has(name.toLowerCase());
}

/** One or two characters may be anything. */
function isTelling(id: string): boolean {
  return id.length > 2 && /\p{L}/u.test(id);
}

/** Of a DRV line, as makemkvcon writes it or in JSON. */
const DRIVE_NAME = /\bDRV:(?:\d+,){4}\\*"([^"\\]*)/g;

/** In messages: kind of drive, model, revision, serial number. */
const NAME_IN_WORDS =
  /\b((?:BD|CD|DVD|HD)[-+]R[^'"\\\n]{4,60} [\w.]{3,4} )(?=\S*\d)[\w-]{5,}/g;

/** The last word of a drive's name, unless that is its revision, which has four characters at most (SCSI INQUIRY). */
function replaceSerials(text: string): string {
  const serials = [...text.matchAll(DRIVE_NAME)]
    .map(([, name = ""]) => /\s(\S{5,})$/.exec(name.trim())?.[1] ?? "")
    .filter((word) => /^[\w-]*\d[\w-]*$/.test(word));
  return longestFirst([...new Set(serials)])
    .reduce((left, serial) => replaceAll(serial, "‹serial›")(left), text)
    .replaceAll(NAME_IN_WORDS, "$1‹serial›");
}

/** As it is, in JSON, in a URL, in Base64. */
function spellings(secrets: readonly string[]): readonly string[] {
  const all = secrets
    .filter((secret) => secret !== "")
    .flatMap((secret) => [
      secret,
      JSON.stringify(secret).slice(1, -1),
      encodeURIComponent(secret),
      Buffer.from(secret).toString("base64").replace(/=+$/, ""),
      Buffer.from(secret).toString("base64url"),
    ]);
  return longestFirst([...new Set(all)]);
}

function longestFirst(texts: readonly string[]): readonly string[] {
  return [...texts].sort((a, b) => b.length - a.length);
}

function replaceAll(wanted: string, by: string): Redact {
  return (text) => text.replaceAll(wanted, () => by);
}

/** Not where the name of a folder merely begins like it. */
function replaceHome(home: string): Redact {
  const wanted = new RegExp(
    `${RegExp.escape(home)}(?![\\p{L}\\p{N}_.-])`,
    "gu",
  );
  return (text) => text.replaceAll(wanted, "~");
}

/** A short name is part of many words; a longer one is taken out wherever it stands. */
function replaceName(name: string, by: string): Redact {
  const pattern = RegExp.escape(name);
  const wanted =
    name.length < 4
      ? new RegExp(`(?<![\\p{L}\\p{N}])${pattern}(?![\\p{L}\\p{N}])`, "giu")
      : new RegExp(pattern, "giu");
  return (text) => text.replaceAll(wanted, () => by);
}
