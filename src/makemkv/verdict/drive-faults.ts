import { DRIVE, MESSAGE } from "../robot/message-codes.ts";
import {
  causeKinds,
  drivesOf,
  isDriveEmpty,
  isUnlisted,
  mainCause,
  type Reason,
} from "./failed-run.ts";
import { hasSaid, type RunRecord } from "./run-record.ts";

/* Reasons that lie with the drive, its cable, or who may use it. */

/** 5042 means something only when no row shows a drive: in containers it comes with good runs, too. */
export const foundNoSuchDrive: Reason = ({ record, device }) => {
  const { unknownDevice, noUsableDrives, openFailed } = MESSAGE;
  if (record.opened || record.readErrors.count > 0) return null;
  const isMissed =
    record.drives.length === 0 &&
    (hasSaid(record, noUsableDrives) ||
      (record.hasLookedForDrives && hasSaid(record, openFailed)));
  if (device !== null && isUnlisted({ record, device }))
    return `makemkvcon does not list the drive ${device}, but ${listDevices(record)}. Check that the drive is connected and switched on, and the drive in the settings.`;
  if (!isMissed && !hasSaid(record, unknownDevice)) return null;
  return `makemkvcon finds no such drive${device === null ? "" : ` (${device})`}. Check that the drive is connected and switched on, and that this user may use it.`;
};

function listDevices({ drives }: RunRecord): string {
  return drives.map(({ device }) => device).join(", ");
}

/** What Windows, macOS and Linux say when the device has gone; makemkvcon prints it as the cause of a read error. */
export const wasDisconnected: Reason = ({ record }) => {
  const { last, count } = record.readErrors;
  const texts = [...record.lastMessages, last?.cause ?? ""];
  const isGone =
    causeKinds(record).includes("disconnected") ||
    (count > 0 && texts.some((text) => LOST_DEVICE.test(text)));
  if (!isGone) return null;
  return "The drive was disconnected while the disc was being read. Connect it again, check its cable and its power, then try again.";
};

const LOST_DEVICE = /device not (connected|configured)|no such device/i;

/** A Blu-ray in a DVD drive, a disc that was never finished. Waiting does not help. */
export const doesNotReadThat: Reason = ({ record }) =>
  mainCause(record) !== "wrongFormat"
    ? null
    : "The drive can not read this kind of disc, as a DVD drive can not read a Blu-ray; or the disc is blank, or was never finished. Use a drive that reads it; if this one reads others of its kind, clean the disc.";

export const wasNotReady: Reason = ({ record }) => {
  const isOnlyThat = causeKinds(record).every(
    (kind) => kind === "notReady" || kind === "discChanged",
  );
  if (record.readErrors.last === null || !isOnlyThat) return null;
  return "The drive was not ready to read the disc yet. Wait until it has come to rest, then try again.";
};

export const wasBlocked: Reason = ({ record }) => {
  const { accessBlocked, accessLimited, rejectedBySystem } = MESSAGE;
  const isSaid =
    !record.opened &&
    hasSaid(record, accessBlocked, accessLimited, rejectedBySystem);
  if (mainCause(record) !== "denied" && !isSaid) return null;
  return "The system does not let makemkvcon use the drive. Give it access (on macOS: Privacy & Security, Removable Volumes or Full Disk Access; on Linux: the group of the device), then try again.";
};

export const foundDriveEmpty: Reason = (run) =>
  run.record.opened || !isDriveEmpty(run)
    ? null
    : "There is no disc in the drive. Insert it and try again.";

export const foundDriveBusy: Reason = (run) => {
  const { record } = run;
  const isRefused =
    !record.opened && hasSaid(record, MESSAGE.noExclusiveAccess);
  if (isRefused || mainCause(record) === "busy")
    return "Another program uses the drive. Close what shows or plays the disc, then try again.";
  const isLoading = drivesOf(run).some(({ state }) => state === DRIVE.loading);
  if (record.opened || !isLoading) return null;
  return "The drive is still loading the disc. Wait until it has come to rest, then try again.";
};

/** Through hubs and virtual machines not every command comes through; the disc has nothing to do with it. */
export const refusedCommands: Reason = ({ record }) => {
  const [cause] = record.refusals;
  const isRefused = !record.opened && cause !== undefined;
  if (mainCause(record) !== "command" && !isRefused) return null;
  return `The drive refused a command of makemkvcon${cause ? ` ("${cause}")` : ""}. Connect the drive directly, without a hub or a virtual machine, then try again.`;
};
