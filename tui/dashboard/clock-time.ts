/** `14:31` or `14:31:02`, in the time zone of the terminal. */
export function clockTime(at: number, withSeconds = false): string {
  const date = new Date(at);
  const parts = [date.getHours(), date.getMinutes()];
  if (withSeconds) parts.push(date.getSeconds());
  return parts.map((part) => String(part).padStart(2, "0")).join(":");
}
