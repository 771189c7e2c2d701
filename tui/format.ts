/** Words and numbers for people; shared by every view. */
export { printable } from "../src/lib/printable.ts";

/** `5.36 GB`, `742 MB`, `0 B`: decimal units, as disks and makemkvcon's users count. */
export function formatBytes(bytes: number): string {
  const units = ["B", "KB", "MB", "GB", "TB"] as const;
  let value = Math.max(0, bytes);
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit >= 3 ? 2 : unit === 2 && value < 10 ? 1 : 0;
  return `${value.toFixed(digits)} ${units[unit]}`;
}

/** `6m 52s`, `1h 04m`, `3 days`: never more than two units. */
export function formatDuration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}m ${two(seconds % 60)}s`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours}h ${two(minutes % 60)}m`;
  return `${Math.floor(hours / 24)} days`;
}

/** `██████░░░░`, `width` cells wide. */
export function formatBar(percent: number, width: number): string {
  const share = Math.min(100, Math.max(0, percent)) / 100;
  const full = Math.floor(share * width);
  return "█".repeat(full) + "░".repeat(width - full);
}

/** `3 tracks`, `1 track`, `no tracks`. */
export function formatCount(count: number, noun: string): string {
  if (count === 0) return `no ${noun}s`;
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}
