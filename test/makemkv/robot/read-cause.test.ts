import { expect, test } from "bun:test";
import {
  type CauseKind,
  isHarmless,
  kindOfCause,
} from "../../../src/makemkv/robot/read-cause.ts";

/* Words of captures, of the sense code tables (MMC-6, SPC-4), errno texts, ntstatus.h and IOReturn.h. */
const rows: readonly (readonly [CauseKind, ...(readonly string[])])[] = [
  [
    "noDisc",
    "Scsi error - NOT READY:MEDIUM NOT PRESENT - TRAY OPEN",
    "Scsi error - NOT READY:MEDIUM NOT PRESENT",
    "Scsi error - NOT READY:3A02",
    "Posix error - No medium found",
    "OS error - STATUS_NO_MEDIA_IN_DEVICE",
    "Scsi error - UNIT ATTENTION:OPERATOR MEDIUM REMOVAL REQUEST",
    "OS error - kIOReturnNoMedia",
  ],
  [
    "disconnected",
    "OS error - STATUS_DEVICE_NOT_CONNECTED",
    "Posix error - Device not configured",
    "Posix error - No such device or address",
    "Posix error - No such device",
    "OS error - STATUS_NO_SUCH_DEVICE",
    "OS error - STATUS_DEVICE_DOES_NOT_EXIST",
    "OS error - STATUS_DEVICE_OFF_LINE",
    "OS error - kIOReturnNoDevice",
  ],
  [
    "discChanged",
    "Scsi error - UNIT ATTENTION:NOT READY TO READY CHANGE, MEDIUM MAY HAVE CHANGED",
    "Scsi error - UNIT ATTENTION:2800",
    "OS error - STATUS_VERIFY_REQUIRED",
  ],
  [
    "notReady",
    "Scsi error - NOT READY:LOGICAL UNIT IS IN PROCESS OF BECOMING READY",
    "Scsi error - NOT READY:0402",
    "OS error - STATUS_DEVICE_NOT_READY",
  ],
  [
    "wrongFormat",
    "Scsi error - NOT READY:CANNOT READ MEDIUM - UNKNOWN FORMAT",
    "Scsi error - NOT READY:CANNOT READ MEDIUM - INCOMPATIBLE FORMAT",
    "Scsi error - ILLEGAL REQUEST:INCOMPATIBLE MEDIUM INSTALLED",
    "Scsi error - NOT READY:3002",
  ],
  [
    "region",
    "Scsi error - ILLEGAL REQUEST:MEDIA REGION CODE IS MISMATCHED TO LOGICAL UNIT REGION",
    "Scsi error - ILLEGAL REQUEST:6F04",
  ],
  [
    "key",
    "Scsi error - ILLEGAL REQUEST:COPY PROTECTION KEY EXCHANGE FAILURE - AUTHENTICATION FAILURE",
    "Scsi error - ILLEGAL REQUEST:COPY PROTECTION KEY EXCHANGE FAILURE - KEY NOT ESTABLISHED",
    "Scsi error - ILLEGAL REQUEST:6F02",
  ],
  [
    "denied",
    "Posix error - Permission denied",
    "Posix error - Operation not permitted",
    "OS error - STATUS_ACCESS_DENIED",
  ],
  [
    "busy",
    "Posix error - Resource busy",
    "Posix error - Device or resource busy",
    "OS error - STATUS_DEVICE_BUSY",
    "OS error - STATUS_SHARING_VIOLATION",
  ],
  [
    "memory",
    "Posix error - Cannot allocate memory",
    "OS error - STATUS_INSUFFICIENT_RESOURCES",
  ],
  [
    "drive",
    "Scsi error - HARDWARE ERROR:TIMEOUT ON LOGICAL UNIT",
    "Scsi error - HARDWARE ERROR:0901",
    "Scsi error - ABORTED COMMAND:LOGICAL UNIT COMMUNICATION TIME-OUT",
    "Scsi error - UNIT ATTENTION:POWER ON, RESET, OR BUS DEVICE RESET OCCURRED",
    "OS error - STATUS_IO_TIMEOUT",
    "Posix error - Operation timed out",
    "Posix error - Connection timed out",
  ],
  [
    "damage",
    "Scsi error - MEDIUM ERROR:L-EC UNCORRECTABLE ERROR",
    "Scsi error - MEDIUM ERROR:1090",
    "Scsi error - MEDIUM ERROR:UNRECOVERED READ ERROR",
    "Scsi error - BLANK CHECK:NO ADDITIONAL SENSE INFORMATION",
    "OS error - STATUS_CRC_ERROR",
    "OS error - STATUS_DEVICE_DATA_ERROR",
  ],
  [
    "command",
    "Scsi error - ILLEGAL REQUEST:INVALID FIELD IN CDB",
    "Scsi error - ILLEGAL REQUEST:INVALID COMMAND OPERATION CODE",
    "OS error - STATUS_INVALID_DEVICE_REQUEST",
    "Posix error - Inappropriate ioctl for device",
  ],
  [
    "unknown",
    "Posix error - Input/output error",
    "OS error - STATUS_IO_DEVICE_ERROR",
    "Scsi error - ILLEGAL REQUEST:LOGICAL BLOCK ADDRESS OUT OF RANGE",
    "",
  ],
];

for (const [kind, ...causes] of rows)
  for (const cause of causes)
    test(`${cause === "" ? "no cause" : cause} means ${kind}`, () => {
      expect(kindOfCause(cause)).toBe(kind);
    });

test("that a sector is still scrambled is no error, in words or as a number", () => {
  expect(
    [
      "Scsi error - ILLEGAL REQUEST:READ OF SCRAMBLED SECTOR WITHOUT AUTHENTICATION",
      "Scsi error - ILLEGAL REQUEST:6F03",
      "Scsi error - MEDIUM ERROR:L-EC UNCORRECTABLE ERROR",
    ].map(isHarmless),
  ).toEqual([true, true, false]);
});
