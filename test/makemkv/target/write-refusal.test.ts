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
  ["Scsi error - MEDIUM ERROR", ""],
])("the cause %j is %j", (cause, code) => {
  expect(codeOfCause(cause)).toBe(code);
});

test("every cause that is known is explained", () => {
  for (const code of ["ENOSPC", "EROFS", "EACCES", "EFBIG", "EPERM", "EIO"])
    expect(explainRefusal(code)).toEqual({
      what: expect.any(String),
      step: expect.any(String),
    });
  expect(explainRefusal("")).toBeNull();
});
