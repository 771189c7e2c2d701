import { expect, test } from "bun:test";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { MESSAGES, STEPS } from "../../src/demo/messages.ts";
import { formatRobotLine } from "../../src/demo/robot-text.ts";

const TRANSCRIPTS =
  process.env["AMPHIGORY_TRANSCRIPTS"] ??
  resolve(import.meta.dir, "../../../shared/transcripts");

test.skipIf(!existsSync(TRANSCRIPTS))(
  "every text that is marked as captured is in a recorded transcript",
  () => {
    const recorded = readdirSync(TRANSCRIPTS)
      .filter((name) => name.endsWith(".txt"))
      .map((name) => readFileSync(join(TRANSCRIPTS, name), "utf8"))
      .join("\n");
    const unseen = [...MESSAGES]
      .filter(([, kind]) => kind.seen === "captured")
      .filter(([code, { flags, format, params }]) => {
        const head = formatRobotLine("MSG", code, flags, params.length);
        const quoted = formatRobotLine("CINFO", format).slice("CINFO:".length);
        return !recorded
          .split("\n")
          .some((line) => line.startsWith(`${head},`) && line.includes(quoted));
      })
      .map(([code]) => code);
    expect(unseen).toEqual([]);
  },
);

test.skipIf(!existsSync(TRANSCRIPTS))(
  "the names of a Blu-ray's steps are those of recorded runs",
  () => {
    const run = readFileSync(
      join(TRANSCRIPTS, "rip-mkv-linux-howls-moving-castle.txt"),
      "utf8",
    );
    const { openingDvd: _, readingDvd: __, ...bluray } = STEPS;
    for (const [code, name] of Object.values(bluray)) {
      expect(run).toContain(`:${code},0,"${name}"`);
    }
  },
);

test("parameters fill the places of the text, all of them", () => {
  for (const [code, { format, params }] of MESSAGES) {
    const places = [...format.matchAll(/%(\d)/g)].map(([, n]) => Number(n));
    expect([code, Math.max(0, ...places)]).toEqual([code, params.length]);
  }
});
