import { expect, test } from "bun:test";
import type { DaemonState } from "../../../../src/state/state.ts";
import { textOf } from "../../../../tui/dashboard/line.ts";
import { connectionLines } from "../../../../tui/dashboard/panels/connections.ts";
import { NOW, problem, readyState } from "../../../support/states.ts";
import { plainLook } from "../views.ts";

function makemkvLine(changes: Partial<DaemonState>): string | undefined {
  const drawing = { now: NOW, look: plainLook, width: 80 };
  const lines = connectionLines(readyState(changes), drawing).map(textOf);
  return lines.find((line) => line.startsWith("MakeMKV"))?.trimEnd();
}

test("MakeMKV: its version and licence first, then where it is", () => {
  const makemkvVersion = "MakeMKV v1.18.2 darwin(arm64-release)";
  expect(makemkvLine({ makemkvVersion, licence: { kind: "fine" } })).toBe(
    "MakeMKV   1.18.2 · licence fine · /opt/bin/makemkvcon",
  );
});

test("MakeMKV: before a run only the path is known", () => {
  expect(makemkvLine({})).toBe("MakeMKV   /opt/bin/makemkvcon");
});

test("MakeMKV: one that is there but does not start is not called absent", () => {
  const makemkvcon = { kind: "missing", problem: problem() } as const;
  expect(makemkvLine({ makemkvcon })).toBe("MakeMKV   not usable");
});
