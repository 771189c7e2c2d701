import { expect, test } from "bun:test";
import { existsSync, readdirSync, statSync, watch } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Disc, Scenario } from "../../src/demo/scenario.ts";
import { installSim, type Sim } from "../support/sim.ts";
import { tempDir } from "../support/temp-dir.ts";

const INFO = ["-r", "--progress=-same", "info", "dev:/dev/sr0"];

test("a scan says the drives, the titles, 5011 and then the disc", async () => {
  const run = await play({}, INFO);
  expect(run.exit).toBe(0);
  expect(run.lines.filter((line) => line.startsWith("DRV:"))).toHaveLength(16);
  expect(outline(run.lines)).toEqual([
    ..."MSG 1005|PRGT 5018|PRGC 5018|DRV|MSG 3007|PRGT 3404|PRGC 3400".split(
      "|",
    ),
    ..."PRGC 3401|PRGC 3402|MSG 5085|PRGC 3103|MSG 3307|MSG 3025".split("|"),
    ..."MSG 5011|TCOUNT|CINFO|TINFO|SINFO|TINFO|SINFO|TINFO|SINFO".split("|"),
  ]);
  expect(run.lines).toContain("TCOUNT:3");
});

test("a DVD numbers its titles from 1 on and has no source files", async () => {
  const run = await play({ disc: DVD }, INFO);
  expect(run.lines).toContain(
    'MSG:3028,0,3,"Title #1 was added (2 cell(s), 0:24:00)","Title #%1 was added (%2 cell(s), %3)","1","2","0:24:00"',
  );
  expect(run.lines.filter((line) => line.startsWith("TINFO:0,16,"))).toEqual(
    [],
  );
  expect(run.lines).toContain('TINFO:0,27,0,"title_t00.mkv"');
});

test("minlength decides which titles get a number", async () => {
  const run = await play({}, [...INFO, "--minlength=1000"]);
  expect(run.lines).toContain("TCOUNT:2");
  expect(messages(run.lines).filter((code) => code === 3025)).toHaveLength(2);
});

test("a rip writes one file of the promised size and says so in the end", async () => {
  const run = await rip({}, 1);
  expect(run.exit).toBe(0);
  expect(run.files).toEqual([["The Lighthouse Cats_t01.mkv", 200_000]]);
  expect(messages(run.lines).slice(-4)).toEqual([5011, 5014, 5005, 5036]);
});

test("progress begins anew in each phase and never goes back while saving", async () => {
  const run = await rip({}, 0);
  const totals = progress(run.lines);
  const saving = run.lines.findIndex((line) => line.startsWith("PRGT:5024"));
  const copied = progress(run.lines.slice(saving));
  expect(totals).not.toEqual(totals.toSorted((a, b) => a - b));
  expect(copied).toEqual(copied.toSorted((a, b) => a - b));
  expect(copied.at(-1)).toBe(65_536);
});

test("without --progress there are no progress lines, without -r no records", async () => {
  const silent = await play({}, ["-r", "info", "disc:0"]);
  expect(silent.lines.filter((line) => line.startsWith("PRG"))).toEqual([]);
  const plain = await play({}, ["info", "disc:0"]);
  expect(plain.lines[0]).toBe("MakeMKV v1.18.3 linux(x64-release) started");
});

test("tens of thousands of progress lines come when asked for", async () => {
  const run = await rip({ mkv: { progressLines: 60_000 } }, 0);
  expect(progress(run.lines).length).toBeGreaterThanOrEqual(60_000);
});

test("what it does not understand gets the usage text and exit 1", async () => {
  for (const args of [[], ["-r"], ["-r", "mkv", "dev:/dev/sr0", "0"]]) {
    const run = await play({}, args);
    expect([run.exit, run.lines[0]]).toEqual([
      1,
      "Use: makemkvcon [switches] Command [Parameters]",
    ]);
  }
});

test("info disc:9999 lists the drives and fails to open, with exit 0", async () => {
  const run = await play({}, ["-r", "info", "disc:9999"]);
  expect([run.exit, messages(run.lines), run.lines.at(-1)]).toEqual([
    0,
    [1005, 5010],
    "TCOUNT:0",
  ]);
});

test.each([
  ["empty", 0, [1005, 5010], 11],
  ["trayOpen", 1, [1005, 5010], 11],
  ["loading", 3, [1005, 5010], 11],
  ["failed", 2, [1005, 5010], 11],
  ["busy", 2, [1005, 2007, 5010], 11],
  ["unknownDevice", 2, [1005, 2024, 5010], 11],
  ["noDrive", 256, [1005, 5042, 5010], 11],
  ["tooOld", 2, [1005, 5021], 253],
  ["unreadable", 2, [1005, 2003, 2003, 2003, 2003, 2003, 5010], 11],
  ["region", 2, [1005, 3031, 2003, 2003, 2003, 2003, 2003, 5010], 11],
  ["cut", 2, [1005, 3007, 5085, 3307, 3307, 3307, 3025], 0],
] as const)("opening can end as %s", async (...[open, state, codes, exit]) => {
  const run = await play({ info: { open } }, INFO);
  const row = run.lines.find((line) => line.startsWith("DRV:0,"));
  expect([row?.split(",")[1], messages(run.lines), run.exit]).toEqual([
    String(state),
    [...codes],
    exit,
  ]);
});

test.each([
  ["failed", [5003, 5004, 5037], 12, 1],
  ["diskFull", [2018, 5003, 5004, 5037], 12, 1],
  ["noSpace", [5038, 5003, 5004, 5037], 12, 0],
  ["noneSaved", [5005, 5036], 0, 1],
  ["noFile", [5005, 5036], 0, 0],
  ["emptyFile", [5005, 5036], 0, 1],
  ["truncated", [5005, 5036], 0, 1],
  ["notMatroska", [5005, 5036], 0, 1],
  ["wrongDuration", [5005, 5036], 0, 1],
  ["twoFiles", [5005, 5036], 0, 2],
] as const)("saving can end as %s", async (...[save, codes, exit, files]) => {
  const run = await rip({ mkv: { save } }, 0);
  const all = messages(run.lines);
  expect([
    all.slice(all.indexOf(5014) + 1),
    run.exit,
    run.files.length,
  ]).toEqual([[...codes], exit, files]);
});

test.each([
  ["evaluation", [5050]],
  ["question", [5053, 5050]],
  ["expired", [5054, 5051]],
  ["refused", [5055]],
] as const)("the licence can be %s", async (licence, codes) => {
  const run = await play({ info: { licence } }, INFO);
  const all = messages(run.lines);
  expect(all.filter((code) => code > 5049 && code < 5060)).toEqual([...codes]);
  expect(run.lines.includes("TCOUNT:0")).toBe(licence === "refused");
});

test("a play waits for a file at its point and tells that it is there", async () => {
  await using dir = await tempDir();
  const [here, goOn] = [join(dir.path, "here"), join(dir.path, "go-on")];
  const sim = installSim(dir.path, {
    info: {
      at: {
        opened: [
          { do: "touch", path: here },
          { do: "waitFor", path: goOn },
        ],
      },
    },
  });
  const appeared = fileAppears(dir.path, here);
  const run = start(sim, INFO);
  await appeared;
  expect(run.exitCode).toBeNull();
  await Bun.write(goOn, "");
  expect(await run.exited).toBe(0);
});

test("plays in a list are for one call after the other, and the last stays", async () => {
  await using dir = await tempDir();
  const sim = installSim(dir.path, { info: [{ open: "failed" }, {}] });
  const exits = [];
  for (let n = 0; n < 3; n++) exits.push(await start(sim, INFO).exited);
  expect(exits).toEqual([11, 0, 0]);
  expect(sim.calls().map(({ argv }) => argv)).toEqual([INFO, INFO, INFO]);
});

test("it can say anything of the catalogue, in any number, and anything that is none", async () => {
  const run = await rip(
    {
      titles: {
        0: {
          at: {
            half: [
              {
                do: "say",
                code: 2003,
                params: ["Posix error - Input/output error"],
                times: 3,
              },
              { do: "print", text: "Fatal error occurred" },
              { do: "flood", bytes: 200_000, as: "oneLine" },
              { do: "flood", bytes: 20_000, as: "binary" },
            ],
          },
        },
      },
    },
    0,
  );
  expect(messages(run.lines).filter((code) => code === 2003)).toHaveLength(3);
  expect(run.lines).toContain("Fatal error occurred");
  expect(run.lines.some((line) => line.length === 200_000)).toBe(true);
  expect(run.exit).toBe(0);
});

test("other languages keep codes and parameters", async () => {
  const run = await play({ info: { localised: true } }, INFO);
  expect(run.lines).not.toContain(
    'MSG:5011,0,0,"Operation successfully completed","Operation successfully completed"',
  );
  expect(messages(run.lines)).toContain(5011);
});

test("it dies of a signal, of its own or from outside, or does not care", async () => {
  await using dir = await tempDir();
  const crash = installSim(dir.path, {
    info: { at: { opened: [{ do: "signal", signal: "SIGSEGV" }] } },
  });
  const crashed = start(crash, INFO);
  await crashed.exited;
  expect(crashed.signalCode).toBe("SIGSEGV");

  const here = join(dir.path, "here");
  const stuck: Scenario = {
    info: {
      ignoreSignals: true,
      at: { opening: [{ do: "touch", path: here }, { do: "hang" }] },
    },
  };
  crash.update(stuck);
  const appeared = fileAppears(dir.path, here);
  const hung = start(crash, INFO);
  await appeared;
  hung.kill("SIGINT");
  hung.kill("SIGTERM");
  hung.kill("SIGKILL");
  await hung.exited;
  expect(hung.signalCode).toBe("SIGKILL");
});

test("a child can hold the output open after makemkvcon has gone", async () => {
  await using dir = await tempDir();
  const run = start(
    installSim(dir.path, { info: { grandchildSeconds: 0.3 } }),
    INFO,
  );
  let isOpen = true;
  const text = run.stdout.text().finally(() => (isOpen = false));
  await run.exited;
  expect(isOpen).toBe(true);
  expect(await text).toContain("MSG:5011");
});

const DVD: Disc = {
  name: "HARBOUR_TALES",
  volume: "HARBOUR_TALES",
  type: "dvd",
  titles: [
    {
      seconds: 1440,
      bytes: 80_000,
      chapters: 6,
      sourceFile: "",
      segmentMap: "1,2",
      audio: [{ language: "eng", codec: "AC3", channels: 2 }],
      subtitles: [],
    },
  ],
};

function start(sim: Sim, args: readonly string[]) {
  return Bun.spawn([sim.path, ...args], { stdout: "pipe", stderr: "inherit" });
}

async function play(scenario: Scenario, args: readonly string[]) {
  await using dir = await tempDir();
  const run = start(installSim(dir.path, scenario), args);
  const text = await run.stdout.text();
  return { exit: await run.exited, lines: text.split("\n").slice(0, -1) };
}

async function rip(scenario: Scenario, title: number) {
  await using dir = await tempDir();
  const directory = join(dir.path, "out");
  await mkdir(directory);
  const run = await play(scenario, [
    "-r",
    "--progress=-same",
    "mkv",
    "dev:/dev/sr0",
    String(title),
    directory,
  ]);
  const files = readdirSync(directory)
    .toSorted()
    .map((name) => [name, statSync(join(directory, name)).size] as const);
  return { ...run, files };
}

/** What comes in which order, runs of the same kind counted once, progress values left out. */
function outline(lines: readonly string[]): string[] {
  const kinds = lines
    .filter((line) => !line.startsWith("PRGV"))
    .map((line) =>
      /^(?:MSG|PRG[TC]):\d+/.test(line)
        ? line.replace(/^(\w+):(\d+).*$/s, "$1 $2")
        : line.replace(/:.*$/s, ""),
    );
  return kinds.filter((kind, index) => kind !== kinds[index - 1]);
}

function messages(lines: readonly string[]): number[] {
  return lines.flatMap((line) => {
    const code = /^MSG:(\d+),/.exec(line)?.[1];
    return code === undefined ? [] : [Number(code)];
  });
}

function progress(lines: readonly string[]): number[] {
  return lines.flatMap((line) => {
    const total = /^PRGV:\d+,(\d+),65536$/.exec(line)?.[1];
    return total === undefined ? [] : [Number(total)];
  });
}

async function fileAppears(dir: string, path: string): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const watcher = watch(dir, () => {
    if (existsSync(path)) resolve();
  });
  await promise;
  watcher.close();
}
