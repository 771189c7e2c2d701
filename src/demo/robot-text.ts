/** The robot mode's text, written: `PREFIX:number,"string",...`, control characters and quotes escaped with a backslash. */
export type RobotField = number | string;

export type RobotPrefix =
  | "MSG"
  | "PRGT"
  | "PRGC"
  | "PRGV"
  | "DRV"
  | "TCOUNT"
  | "CINFO"
  | "TINFO"
  | "SINFO";

/** One line without its end. */
export function formatRobotLine(
  prefix: RobotPrefix,
  ...fields: readonly RobotField[]
): string {
  return `${prefix}:${fields.map(formatField).join(",")}`;
}

/** `%1`, `%2` … replaced by the parameters. */
export function fillFormat(format: string, params: readonly string[]): string {
  return format.replace(
    /%(\d)/g,
    (sign, digit: string) => params[Number(digit) - 1] ?? sign,
  );
}

/** `1:39:56` */
export function formatHms(seconds: number): string {
  const two = (value: number) => String(value).padStart(2, "0");
  return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

/** Binary units under decimal names, cut and not rounded, as attribute 10 has them: 31843694592 is "29.6 GB". */
export function formatRoundedSize(bytes: number): string {
  const [unit, name] = bytes >= 2 ** 30 ? [2 ** 30, "GB"] : [2 ** 20, "MB"];
  return `${(Math.floor((bytes * 10) / unit) / 10).toFixed(1)} ${name}`;
}

function formatField(field: RobotField): string {
  if (typeof field === "number") return String(field);
  return `"${field.replace(/["\\\n\r\t]/g, escapeCharacter)}"`;
}

function escapeCharacter(character: string): string {
  if (character === "\n") return "\\n";
  if (character === "\r") return "\\r";
  if (character === "\t") return "\\t";
  return `\\${character}`;
}
