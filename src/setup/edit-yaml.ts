/**
 * Values put into the text of a `daemon.yaml`, line by line, so that comments, order, unknown keys and everything else
 * stay as a person wrote them. It knows only the plain way of writing `key: value`; whoever calls parses the result and
 * does not believe it before that. Pure.
 */
export function setValues(
  text: string,
  values: Readonly<Record<string, string>>,
): string {
  return Object.entries(values).reduce(setValue, text);
}

function setValue(
  text: string,
  [key, value]: readonly [string, string],
): string {
  const eol = text.includes("\r\n") ? "\r\n" : "\n";
  const line = new RegExp(
    `^(["']?)${key}\\1[ \\t]*:(?:[ \\t]+(?<rest>[^\\r\\n]*))?(?=\\r?$)`,
    "m",
  );
  const found = line.exec(text);
  if (found) {
    const comment = commentOf(found.groups?.["rest"] ?? "");
    const start = text.slice(0, found.index);
    const end = text.slice(found.index + found[0].length);
    return `${start}${key}: ${scalar(value)}${comment}${end}`;
  }
  const gap = text === "" || text.endsWith("\n") ? "" : eol;
  return `${text}${gap}${key}: ${scalar(value)}${eol}`;
}

/** What follows a value on its line, with the blanks before it. */
function commentOf(rest: string): string {
  const quoted = /^(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*')/.exec(rest)?.[0] ?? "";
  const tail = rest.slice(quoted.length);
  if (quoted === "" && tail.startsWith("#")) return ` ${tail}`;
  return /[ \t]+#.*$/.exec(tail)?.[0] ?? "";
}

/** Text that YAML reads as itself stays bare; a JSON string is a YAML string, too. */
function scalar(value: string): string {
  return /^[\w/][\w/.@+~-]*(?::[\w/.@+~-]+)*$/.test(value)
    ? value
    : JSON.stringify(value);
}
