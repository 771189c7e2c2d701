import { createDiscInfo } from "../src/makemkv/scan/disc-info.ts";
import { createRobotReader } from "../src/makemkv/robot/robot-reader.ts";
import { createRunRecord } from "../src/makemkv/verdict/run-record.ts";
import { type Row, timed } from "./row.ts";
import { scanText } from "./scan-text.ts";

const TITLES = 108;
/** What a pipe holds. */
const CHUNK_BYTES = 65_536;

/** A whole scan, from the bytes of the pipe to the result. */
export async function benchScan(): Promise<Row[]> {
  const text = scanText(TITLES);
  const bytes = new TextEncoder().encode(text);
  const lines = text.split("\n").length - 1;
  const samples = await timed(20, () => parse(bytes));
  return [
    {
      what: `scan of ${lines} lines parsed`,
      unit: "ms",
      samples,
      target: 8,
      note: `${TITLES} titles, ${(bytes.length / 1e6).toFixed(1)} MB, in chunks of a pipe`,
    },
  ];
}

function parse(bytes: Uint8Array): void {
  const reader = createRobotReader();
  const info = createDiscInfo();
  const record = createRunRecord();
  const take = (chunk: ReturnType<typeof reader.push>) => {
    for (const line of chunk) {
      record.add(line);
      info.add(line);
    }
  };
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
    take(reader.push(bytes.subarray(at, at + CHUNK_BYTES)));
  }
  take(reader.flush());
  const result = info.result(record.record());
  if (result?.tracks.length !== TITLES) {
    throw new Error(`the scan has ${result?.tracks.length} tracks`);
  }
}
