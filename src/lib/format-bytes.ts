const UNITS = ["bytes", "kB", "MB", "GB", "TB"] as const;

/** `11.4 GB`, for sentences. Powers of ten, as disc makers and file managers count. */
export function formatBytes(bytes: number): string {
  const step = Math.min(
    UNITS.length - 1,
    Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)),
  );
  const value = bytes / 1000 ** step;
  return `${step === 0 ? value : value.toFixed(1)} ${UNITS[step]}`;
}
