import { describe, expect, test } from "bun:test";
import { isSupervised } from "../../src/runtime/successor.ts";

const shell = { pid: 100, ppid: 99, env: {} };

describe("who starts the daemon again", () => {
  test("in a terminal, the daemon itself", () => {
    expect(isSupervised(shell)).toBe(false);
    expect(isSupervised({ ...shell, env: { XPC_SERVICE_NAME: "0" } })).toBe(
      false,
    );
  });

  test("in a terminal that systemd or launchd started, still the daemon itself", () => {
    expect(
      isSupervised({
        ...shell,
        env: { INVOCATION_ID: "abc", SYSTEMD_EXEC_PID: "99" },
      }),
    ).toBe(false);
    expect(
      isSupervised({ ...shell, env: { XPC_SERVICE_NAME: "com.terminal" } }),
    ).toBe(false);
  });

  test("under systemd, systemd", () => {
    expect(isSupervised({ ...shell, env: { SYSTEMD_EXEC_PID: "100" } })).toBe(
      true,
    );
  });

  test("under launchd, launchd", () => {
    expect(
      isSupervised({
        pid: 100,
        ppid: 1,
        env: { XPC_SERVICE_NAME: "com.amphigory.daemon" },
      }),
    ).toBe(true);
  });
});
