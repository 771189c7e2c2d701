import fc from "fast-check";
import type { EndedRun } from "../../src/makemkv/run/run-end.ts";
import { createDiscInfo } from "../../src/makemkv/scan/disc-info.ts";
import { createRobotReader } from "../../src/makemkv/robot/robot-reader.ts";
import type { RobotLine } from "../../src/makemkv/robot/robot-line.ts";
import type { Output } from "../../src/makemkv/verdict/output-check.ts";
import { createRunRecord } from "../../src/makemkv/verdict/run-record.ts";
import type { ScanResult } from "../../src/state/scan-result.ts";

export type RobotRecord = Exclude<RobotLine, { readonly kind: "plain" }>;

/** A record as makemkvcon prints it: quotes, backslashes and control characters after a backslash. */
export function formatForTest(line: RobotRecord): string {
  switch (line.kind) {
    case "message":
      return `MSG:${[line.code, line.flags, line.params.length, ...[line.text, line.format, ...line.params].map(quote)].join(",")}`;
    case "operation":
      return `PRGT:${line.code},${line.id},${quote(line.name)}`;
    case "step":
      return `PRGC:${line.code},${line.id},${quote(line.name)}`;
    case "progress":
      return `PRGV:${line.current},${line.total},${line.max}`;
    case "drive":
      return `DRV:${line.index},${line.state},999,${line.flags},${[line.driveName, line.discName, line.device].map(quote).join(",")}`;
    case "titleCount":
      return `TCOUNT:${line.count}`;
    case "discInfo":
      return `CINFO:${line.attribute},${line.code},${quote(line.value)}`;
    case "titleInfo":
      return `TINFO:${line.title},${line.attribute},${line.code},${quote(line.value)}`;
    case "streamInfo":
      return `SINFO:${line.title},${line.stream},${line.attribute},${line.code},${quote(line.value)}`;
  }
}

function quote(text: string): string {
  return `"${text.replace(/[\\"\n]/g, "\\$&")}"`;
}

const text = fc.string({
  unit: fc.constantFrom("a", "7", ",", ":", '"', "\\", "\n", " ", "é", "🦊"),
});
const number = fc.nat();

/** Any record, with texts that are hard to quote. */
export const arbitraryRobotLine: fc.Arbitrary<RobotRecord> = fc.oneof(
  fc.record({
    kind: fc.constant("message" as const),
    code: number,
    flags: number,
    text,
    format: text,
    params: fc.array(text, { maxLength: 4 }),
  }),
  fc.record({
    kind: fc.constantFrom("operation" as const, "step" as const),
    code: number,
    id: number,
    name: text,
  }),
  fc.record({
    kind: fc.constant("progress" as const),
    current: number,
    total: number,
    max: number,
  }),
  fc.record({
    kind: fc.constant("drive" as const),
    index: number,
    state: number,
    flags: number,
    driveName: text,
    discName: text,
    device: text,
  }),
  fc.record({ kind: fc.constant("titleCount" as const), count: number }),
  fc.record({
    kind: fc.constant("discInfo" as const),
    attribute: number,
    code: number,
    value: text,
  }),
  fc.record({
    kind: fc.constant("titleInfo" as const),
    title: number,
    attribute: number,
    code: number,
    value: text,
  }),
  fc.record({
    kind: fc.constant("streamInfo" as const),
    title: number,
    stream: number,
    attribute: number,
    code: number,
    value: text,
  }),
);

export interface Heard extends EndedRun {
  readonly result: ScanResult | null;
}

/** An output folder of which nothing is known but its path. */
export const EMPTY_OUTPUT: Output = {
  directory: "/out/.amphigory-1",
  files: [],
  expectedSizeBytes: null,
  expectedDurationMs: null,
  freeBytes: null,
};

/** Everything that a run leaves behind, from its bytes or its lines; it exited with 0, and nobody knows its device. */
export function hear(output: Uint8Array | readonly string[]): Heard {
  const bytes =
    output instanceof Uint8Array
      ? output
      : new TextEncoder().encode(output.map((line) => `${line}\n`).join(""));
  const reader = createRobotReader();
  const recorder = createRunRecord();
  const disc = createDiscInfo();
  for (const line of [...reader.push(bytes), ...reader.flush()]) {
    recorder.add(line);
    disc.add(line);
  }
  const record = recorder.record();
  const end = { kind: "exited", code: 0, signal: null } as const;
  return { end, record, device: null, result: disc.result(record) };
}
