import { causeKinds, mainCause, type FailedRun } from "./failed-run.ts";
import { DRIVE, MESSAGE } from "../robot/message-codes.ts";
import { drivesFor, timesSaid } from "./run-record.ts";

/*
 * Reasons that lie with the drive, its cable, or who may use it: each function gives the message for a person when it
 * is the reason, else `null`.
 */

/** 5042 means something only when no row shows a drive: in containers it comes with good runs, too. */
export function foundNoSuchDrive({ record, device }: FailedRun): string | null {
  if (record.opened || record.readErrors.count > 0) return null;
  const isUnknown = timesSaid(record, MESSAGE.unknownDevice) > 0;
  const isMissed =
    timesSaid(record, MESSAGE.noUsableDrives) > 0 || record.hasLookedForDrives;
  if (!isUnknown && !(isMissed && record.drives.length === 0)) return null;
  if (!isUnknown && !hasGivenUp(record.codes)) return null;
  return `makemkvcon finds no such drive${device === null ? "" : ` (${device})`}. Check that the drive is connected and switched on, and that this user may use it.`;
}

function hasGivenUp(codes: Readonly<Record<string, number>>): boolean {
  return [MESSAGE.noUsableDrives, MESSAGE.openFailed].some(
    (code) => codes[code] !== undefined,
  );
}

/** What Windows, macOS and Linux say when the device has gone; makemkvcon prints it as the cause of a read error. */
export function wasDisconnected({ record }: FailedRun): string | null {
  const { last } = record.readErrors;
  const texts = [...record.lastMessages, ...(last ? [last.cause] : [])];
  const isGone =
    causeKinds(record).includes("disconnected") ||
    (record.readErrors.count > 0 && texts.some(isAboutLostDevice));
  if (!isGone) return null;
  return "The drive was disconnected while the disc was being read. Connect it again, check its cable and its power, then try again.";
}

function isAboutLostDevice(text: string): boolean {
  return /device not (connected|configured)|no such device/i.test(text);
}

export function wasNotReady({ record }: FailedRun): string | null {
  const kinds = causeKinds(record);
  const isOnlyThat =
    record.readErrors.count > 0 &&
    kinds.every((kind) => kind === "notReady" || kind === "discChanged");
  if (!isOnlyThat) return null;
  return "The drive was not ready to read the disc yet. Wait until it has come to rest, then try again.";
}

export function wasBlocked({ record }: FailedRun): string | null {
  const { accessBlocked, accessLimited, rejectedBySystem } = MESSAGE;
  const isSaid =
    timesSaid(record, accessBlocked, accessLimited, rejectedBySystem) > 0;
  if (mainCause(record) !== "denied" && (record.opened || !isSaid)) return null;
  return "The system does not let makemkvcon use the drive. Give it access (on macOS: Privacy & Security, Removable Volumes or Full Disk Access; on Linux: the group of the device), then try again.";
}

const EMPTY_STATES: readonly number[] = [
  DRIVE.emptyClosed,
  DRIVE.emptyOpen,
  DRIVE.unmounting,
];

export function foundDriveEmpty({ record, device }: FailedRun): string | null {
  if (record.opened) return null;
  const rows = drivesFor(record, device);
  if (rows.length === 0) return null;
  if (!rows.every(({ state }) => EMPTY_STATES.includes(state))) return null;
  return "There is no disc in the drive. Insert it and try again.";
}

export function foundDriveBusy({ record, device }: FailedRun): string | null {
  const isBusy =
    mainCause(record) === "busy" ||
    (!record.opened && timesSaid(record, MESSAGE.noExclusiveAccess) > 0);
  if (isBusy)
    return "Another program uses the drive. Close what shows or plays the disc, then try again.";
  const rows = drivesFor(record, device);
  if (!record.opened && rows.some(({ state }) => state === DRIVE.loading))
    return "The drive is still loading the disc. Wait until it has come to rest, then try again.";
  return null;
}

/** Through hubs and virtual machines not every command comes through; the disc has nothing to do with it. */
export function refusedCommands({ record }: FailedRun): string | null {
  const isMain = mainCause(record) === "command";
  if (!isMain && (record.opened || record.refusals.length === 0)) return null;
  const [cause] = record.refusals;
  const said = cause === undefined || cause === "" ? "" : ` ("${cause}")`;
  return `The drive refused a command of makemkvcon${said}. Connect the drive directly, without a hub or a virtual machine, then try again.`;
}
