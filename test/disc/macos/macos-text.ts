/** What diskutil and drutil print, in their grammar, with values of our own. */

const TIME = "Time=20251221-14:30:45.1438";

export function appeared(
  disk: string,
  { kind = "<null>", name = "<null>" } = {},
): string {
  return `***DiskAppeared ('${disk}', DAVolumePath = '<null>', DAVolumeKind = '${kind}', DAVolumeName = '${name}') ${TIME}`;
}

export function disappeared(disk: string): string {
  return `***DiskDisappeared ('${disk}', DAVolumePath = '<null>', DAVolumeKind = '<null>', DAVolumeName = '<null>') ${TIME}`;
}

export function mounted(disk: string, path = "<null>"): string {
  return `***DiskDescriptionChanged ('${disk}', DAVolumePath = '${path}') ${TIME}`;
}

export const unmounted = (disk: string) => mounted(disk);
export const begin = "***Begin monitoring DiskArbitration activity";
export const idle = `***DAIdle (no DADiskRef) ${TIME}`;

export type Keys = Readonly<Record<string, string | number | boolean>>;

/** `diskutil info -plist`, with the document type that it has. */
export function infoPlist(disk: string, keys: Keys = {}): string {
  const all: Keys = { DeviceIdentifier: disk, WholeDisk: true, ...keys };
  const lines = Object.entries(all).map(
    ([key, value]) => `\t<key>${key}</key>\n\t${plistValue(value)}`,
  );
  return plist(`<dict>\n${lines.join("\n")}\n</dict>`);
}

export const dvd: Keys = {
  BusProtocol: "USB",
  Content: "None",
  Ejectable: true,
  OpticalDeviceType: "CD-ROM, CD-R, DVD-ROM, DVD-R",
  OpticalMediaType: "DVD-ROM",
  Size: 7_000_000_000,
};
export const film: Keys = { ...dvd, VolumeName: "POLAR_EXPRESS" };
export const hardDisk: Keys = { BusProtocol: "PCI-Express", Size: 500_000 };

export function listPlist(...disks: readonly string[]): string {
  const strings = disks.map((disk) => `<string>${disk}</string>`).join("");
  return plist(
    `<dict><key>AllDisks</key><array/><key>WholeDisks</key><array>${strings}</array></dict>`,
  );
}

export function plist(body: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">\n<plist version="1.0">\n${body}\n</plist>\n`;
}

function plistValue(value: string | number | boolean): string {
  if (typeof value === "boolean") return value ? "<true/>" : "<false/>";
  return typeof value === "number"
    ? `<integer>${value}</integer>`
    : `<string>${value.replace(/&/g, "&amp;").replace(/</g, "&lt;")}</string>`;
}

/** `drutil status -xml` of so many drives with the same disc. */
export function drutilXml(media: string, drives = 1): string {
  const one = `<statusfordevice><device index="1"><vendor name="ACME"/></device><deviceStatus><mediaIsPresent/><mediaInfo>${media}</mediaInfo><trayState value="closed"/></deviceStatus></statusfordevice>`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE [\n<!ELEMENT statusdoc (statusfordevice)*>\n<!ELEMENT blank EMPTY>\n]>\n<statusdoc>${one.repeat(drives)}</statusdoc>\n`;
}
