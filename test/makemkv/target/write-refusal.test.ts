import { expect, test } from "bun:test";
import {
  codeOfCause,
  explainRefusal,
} from "../../../src/makemkv/target/write-refusal.ts";

test.each([
  ["Posix error - No space left on device", "ENOSPC"],
  ["Posix error - Read-only file system", "EROFS"],
  ["Posix error - Permission denied", "EACCES"],
  ["Posix error - File too large", "EFBIG"],
  ["OS error - Operation not permitted", "EPERM"],
  ["Posix error - Device not configured", "ENXIO"],
  ["Posix error - Transport endpoint is not connected", "ENOTCONN"],
  ["Posix error - Stale file handle", "ESTALE"],
  ["Posix error - Host is down", "EHOSTDOWN"],
  ["Scsi error - MEDIUM ERROR", ""],
])("the cause %j is %j", (cause, code) => {
  expect(codeOfCause(cause)).toBe(code);
});

test("every cause that is known is explained", () => {
  for (const code of [
    "ENOSPC",
    "EROFS",
    "EACCES",
    "EFBIG",
    "EPERM",
    "EIO",
    "ENXIO",
    "ENODEV",
    "ENOTCONN",
    "ESTALE",
    "EHOSTDOWN",
  ])
    expect(explainRefusal(code)).toEqual({
      what: expect.any(String),
      step: expect.any(String),
    });
  expect(explainRefusal("")).toBeNull();
});
