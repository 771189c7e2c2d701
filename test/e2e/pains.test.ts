import {
  afterAll,
  beforeAll,
  describe,
  expect,
  setDefaultTimeout,
  test,
} from "bun:test";
import type { Action, Scenario } from "../../src/demo/scenario.ts";
import {
  type Bench,
  discWith,
  expectFailure,
  expectRipped,
  IMPATIENT,
  ripTaskFor,
  rips,
  startBench,
  titleAt,
  type Tried,
  warningsOf,
} from "./pain-fixture.ts";

// Real processes on a busy machine; a test that waits in vain gives up by itself before that.
setDefaultTimeout(30_000);

/** The pains of docs/pains.md, each through the whole daemon and named after what a person sees. */
let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench[Symbol.asyncDispose]());

const say = (code: number, ...params: string[]): Action => ({
  do: "say",
  code,
  params,
});
const readError = (cause: string, times = 1): Action => ({
  do: "say",
  code: 2003,
  params: [cause, "/BDMV/STREAM/00011.m2ts", "1183580160"],
  times,
});

async function ripImpatiently(scenario: Scenario): Promise<Tried> {
  await using impatient = await startBench(IMPATIENT);
  return await impatient.rip(scenario);
}

const MEDIUM_ERROR = "Scsi error - MEDIUM ERROR:L-EC UNCORRECTABLE ERROR";
const BECOMING_READY =
  "Scsi error - NOT READY:LOGICAL UNIT IS IN PROCESS OF BECOMING READY";
const TRAY_OPEN = "Scsi error - NOT READY:MEDIUM NOT PRESENT - TRAY OPEN";
const SCRAMBLED =
  "Scsi error - ILLEGAL REQUEST:READ OF SCRAMBLED SECTOR WITHOUT AUTHENTICATION";

describe("a rip that says success has a whole file", () => {
  test("a copy that stops at 60 % and is called saved is told as truncated", async () => {
    const tried = await bench.rip(rips({ save: "truncated" }));
    expectFailure(tried, "MAKEMKV_FAILED", /truncated/, /60 %/);
  });

  test("saved, and no file at all", async () => {
    const tried = await bench.rip(rips({ save: "noFile" }));
    expectFailure(tried, "MAKEMKV_FAILED", /there is no file/);
  });

  test("saved, and the file is empty", async () => {
    const tried = await bench.rip(rips({ save: "emptyFile" }));
    expectFailure(tried, "MAKEMKV_FAILED", /is empty/);
  });

  test("saved, and the file is something else than a film", async () => {
    const tried = await bench.rip(rips({ save: "notMatroska" }));
    expectFailure(tried, "MAKEMKV_FAILED", /no Matroska/);
  });

  test("saved, and there are two files where one was asked for", async () => {
    const tried = await bench.rip(rips({ save: "twoFiles" }));
    expectFailure(tried, "MAKEMKV_FAILED", /several files/);
  });

  test("saved, and the film lasts half as long as the one that was queued", async () => {
    const tried = await bench.rip(rips({ save: "wrongDuration" }), {
      seconds: 5520,
    });
    expectFailure(tried, "MAKEMKV_FAILED", /0:46:00/, /1:32:00/);
  });

  test("exit 0, copy complete, and 0 titles saved is no success", async () => {
    const tried = await bench.rip(rips({ save: "noneSaved" }));
    expectFailure(tried, "MAKEMKV_FAILED", /could not save/);
  });

  test("a file that fails the disc's own check sums says so", async () => {
    const damaged = say(5076, "/BDMV/STREAM/00011.m2ts", "6144");
    const tried = await bench.rip(rips({ at: { half: [damaged] } }));
    await expectRipped(tried, ["hash_mismatch"]);
  });

  test("damage that makemkvcon worked around comes with the success, and its place", async () => {
    const corrupt = say(4004, "/BDMV/STREAM/00011.m2ts", "1167360");
    const tried = await bench.rip(
      rips({ at: { half: [corrupt, readError(MEDIUM_ERROR, 12)] } }),
    );
    await expectRipped(tried, ["read_errors", "source_corrupt"]);
    const [errors] = warningsOf(tried);
    expect(errors).toMatchObject({ count: 12 });
    expect(errors?.text).toContain("1183580160");
  });
});

describe("a good rip is not called a failure", () => {
  test("refused looks at scrambled sectors are no read errors", async () => {
    const tried = await bench.rip(
      rips({ at: { opening: [readError(SCRAMBLED, 300)] } }),
    );
    await expectRipped(tried);
  });

  test("an output in German and words on stderr change nothing", async () => {
    const noise = "Gtk-WARNING **: Fehler: Anzeige nicht gefunden";
    const tried = await bench.rip(
      rips({
        localised: true,
        at: { start: [{ do: "print", text: noise, to: "stderr" }] },
      }),
    );
    await expectRipped(tried);
  });

  test("a side file in the home folder that can not be created is not the output", async () => {
    const cause = "Posix error - Permission denied";
    const tried = await bench.rip(
      rips({
        at: { start: [say(2019, cause, "/root/.MakeMKV/_private.tar")] },
      }),
    );
    await expectRipped(tried);
  });

  test("an output disk that is too slow is a hint, not a failure", async () => {
    const tried = await bench.rip(
      rips({ at: { half: [say(2008, "title_t00.mkv")] } }),
    );
    await expectRipped(tried, ["output_slow"]);
  });

  test("a whole file with a strange exit code is a success that says so", async () => {
    await expectRipped(await bench.rip(rips({ exitCode: 11 })), ["exit_code"]);
  });

  test("a drive is named by its device, not by its number in a list", async () => {
    const drive = { name: "BD-RE", device: "/dev/sr0", index: 11 };
    const ripped = await bench.rip({ drive });
    await expectRipped(ripped);
    const [argv = []] = ripped.calls;
    expect(argv).toContain("dev:/dev/sr0");
  });
});

describe("what the disc is blamed for", () => {
  test("a scratched disc: how many read errors, and where", async () => {
    const tried = await bench.rip(
      rips({
        save: "failed",
        at: { half: [readError(MEDIUM_ERROR, 400)] },
      }),
    );
    expectFailure(tried, "DISC_UNREADABLE", /400 read errors/, /Clean/);
  });

  test("the tray was opened in the middle of a rip", async () => {
    const tried = await bench.rip(
      rips({ save: "failed", at: { half: [readError(TRAY_OPEN, 30)] } }),
    );
    expectFailure(tried, "DISC_EJECTED", /taken out/);
  });

  test("a disc from another region", async () => {
    const tried = await bench.rip(rips({ open: "region" }));
    expectFailure(tried, "DISC_UNREADABLE", /region/);
  });

  test("a disc without a known key, which is not scratched", async () => {
    const tried = await bench.rip(
      rips({ open: "failed", at: { opening: [say(3303)] } }),
    );
    expectFailure(tried, "DISC_UNREADABLE", /key/);
    expect(tried.answer.error.message).not.toMatch(/scratch/);
  });

  test("a UHD disc in a drive that can not read it asks for another drive", async () => {
    const tried = await bench.rip(
      rips({ open: "failed", at: { opening: [say(3346)] } }),
    );
    expectFailure(tried, "DISC_UNREADABLE", /LibreDrive/, /drive/);
  });

  test("a music disc is not called damaged alone", async () => {
    const tried = await bench.rip(
      rips({ open: "failed", at: { opening: [say(2001)] } }),
    );
    expectFailure(tried, "DISC_UNREADABLE", /music or data disc/);
  });
});

describe("what the disc is not blamed for", () => {
  test("a drive that still loads is asked again until it is ready", async () => {
    const loading = { open: "loading" } as const;
    const tried = await bench.rip(rips(loading, loading, {}));
    await expectRipped(tried);
    expect(tried.calls).toHaveLength(3);
  });

  test("a drive that has just woken up is asked again", async () => {
    const asleep = {
      open: "failed",
      at: { opening: [readError(BECOMING_READY, 3)] },
    } as const;
    const tried = await bench.rip(rips(asleep, {}));
    await expectRipped(tried);
    expect(tried.calls).toHaveLength(2);
  });

  test("a drive that fell asleep in the middle of a rip is no scratch", async () => {
    const tried = await bench.rip(
      rips({ save: "failed", at: { half: [readError(BECOMING_READY, 3)] } }),
    );
    expectFailure(tried, "DISC_UNREADABLE", /drive was not ready/);
    expect(tried.answer.error.message).not.toMatch(/[Cc]lean/);
  });

  test("another program holds the drive: it is asked again, then told", async () => {
    const tried = await bench.rip(rips({ open: "busy" }));
    expectFailure(tried, "DISC_UNREADABLE", /Another program/, /3 times/);
    expect(tried.calls).toHaveLength(3);
  });

  test("a disc that comes while it is waited for is ripped", async () => {
    const tried = await bench.rip(rips({ open: "empty" }, {}));
    await expectRipped(tried);
  });

  test("a device that is none names the device", async () => {
    const tried = await bench.rip(rips({ open: "unknownDevice" }));
    expectFailure(tried, "MAKEMKV_FAILED", /no such drive/, /\/dev\/sr0/);
  });

  test("no drive in sight: connection and permission, not the disc", async () => {
    const tried = await bench.rip(rips({ open: "noDrive" }));
    expectFailure(tried, "MAKEMKV_FAILED", /drive is connected/);
  });

  test("a system that blocks the drive is told as a permission", async () => {
    const tried = await bench.rip(
      rips({ open: "failed", at: { opening: [say(2006, "/dev/sr0")] } }),
    );
    expectFailure(tried, "MAKEMKV_FAILED", /does not let makemkvcon/);
  });

  test("SCSI commands that a virtual machine does not pass on", async () => {
    const tried = await bench.rip(
      rips({ open: "failed", at: { opening: [say(2004)] } }),
    );
    expectFailure(tried, "MAKEMKV_FAILED", /virtual machine/);
  });

  test("a crash is called a crash", async () => {
    const tried = await bench.rip(
      rips({ at: { half: [{ do: "signal", signal: "SIGSEGV" }] } }),
    );
    expectFailure(tried, "MAKEMKV_FAILED", /crashed/);
  });

  test("a crash inside a container's shell is exit code 139, and still a crash", async () => {
    const tried = await bench.rip(
      rips({ at: { half: [{ do: "exit", code: 139 }] } }),
    );
    expectFailure(tried, "MAKEMKV_FAILED", /crashed/);
  });

  test("exit code 253 without a word is the key or the version", async () => {
    const tried = await bench.rip(
      rips({ at: { called: [{ do: "exit", code: 253 }] } }),
    );
    expectFailure(tried, "MAKEMKV_FAILED", /too old or has no valid key/);
  });

  test("its usage text is not taken for a disc failure", async () => {
    const usage = "Use: makemkvcon [switches] Command [Parameters]";
    const tried = await bench.rip(
      rips({
        at: {
          called: [
            { do: "print", text: usage },
            { do: "exit", code: 1 },
          ],
        },
      }),
    );
    expectFailure(tried, "MAKEMKV_FAILED", /did not understand/);
  });

  test("a fatal error in plain words is in the answer", async () => {
    const words = "Fatal error occurred, program will now exit.";
    const tried = await bench.rip(
      rips({
        at: {
          opened: [
            { do: "print", text: words },
            { do: "exit", code: 12 },
          ],
        },
      }),
    );
    expectFailure(tried, "MAKEMKV_FAILED", /fatal error/);
    expect(tried.answer).toMatchObject({
      error: { detail: expect.stringContaining(words) },
    });
  });

  test("a track that is not on the disc", async () => {
    const tried = await bench.rip({}, { number: 7 });
    expectFailure(tried, "DISC_EJECTED", /no track 7/, /it has 3 tracks/);
  });

  test("every failure says where all that makemkvcon said can be read", async () => {
    const tried = await bench.rip(rips({ save: "failed" }));
    expectFailure(tried, "MAKEMKV_FAILED");
    const [, path = ""] =
      /^Transcript: (.+)$/m.exec(tried.answer.error.detail) ?? [];
    expect(await Bun.file(path).text()).toContain("MSG:5003");
  });
});

/** Each with a daemon of its own, all at once: they wait most of the time. */
describe.concurrent("it does not hang", () => {
  test("stuck while it looks for drives", async () => {
    const tried = await ripImpatiently(
      rips({ at: { start: [{ do: "hang" }] } }),
    );
    expectFailure(tried, "MAKEMKV_TIMEOUT", /made no progress for/);
  });

  test("the same progress line for ever", async () => {
    const tried = await ripImpatiently(
      rips({ at: { opened: [{ do: "hang", chatter: true }] } }),
    );
    expectFailure(tried, "MAKEMKV_TIMEOUT", /made no progress for/);
  });

  test("stuck at a download from makemkv.com says so", async () => {
    const tried = await ripImpatiently(
      rips({ at: { opening: [say(3338), { do: "hang" }] } }),
    );
    expectFailure(tried, "MAKEMKV_TIMEOUT", /download/, /internet/);
  });

  test("stuck on a bad spot names the read errors, and is no cancel", async () => {
    const tried = await ripImpatiently(
      rips({
        ignoreSignals: true,
        at: { half: [readError(MEDIUM_ERROR, 40), { do: "hang" }] },
      }),
    );
    expectFailure(tried, "MAKEMKV_TIMEOUT", /40 read errors/);
  });

  test("a question about too little room is answered by nobody, and names the room", async () => {
    const tried = await ripImpatiently(
      rips({
        at: { saving: [say(5038, "2384", "10"), { do: "hang" }] },
      }),
    );
    expectFailure(tried, "OUTPUT_WRITE_FAILED", /2384 MB/, /10 MB/);
  });

  test("a question about big files on a small file system", async () => {
    const tried = await ripImpatiently(
      rips({ at: { saving: [say(5071, "4095"), { do: "hang" }] } }),
    );
    expectFailure(tried, "OUTPUT_WRITE_FAILED", /too big for the file system/);
  });

  test("any other question is quoted", async () => {
    const tried = await ripImpatiently(
      rips({ at: { opening: [say(5053), { do: "hang" }] } }),
    );
    expectFailure(tried, "MAKEMKV_FAILED", /question/, /evaluation period/);
  });

  test("a pause in writing is no hang while there are signs of life", async () => {
    await using impatient = await startBench(IMPATIENT);
    const quiet = rips({ progressLines: 0, paceMs: 30 });
    await expectRipped(await impatient.rip(quiet));
  });

  test("an empty drive is waited for, then told", async () => {
    const tried = await ripImpatiently(rips({ open: "trayOpen" }));
    expectFailure(tried, "DISC_EJECTED", /Insert/);
  });

  test("a makemkvcon that can not be run holds the queue, and fails no task", async () => {
    await using own = await startBench();
    const { host } = own;
    const words = "error while loading shared libraries: libmmbd.so.0";
    host.sim.update(
      rips({
        at: {
          called: [
            { do: "print", text: words, to: "stderr" },
            { do: "exit", code: 127 },
          ],
        },
      }),
    );
    await host.queue(ripTaskFor("held", {}));
    const { makemkvcon } = await host.daemon.state(
      (state) =>
        state.makemkvcon.kind === "missing" && state.activity.kind === "idle",
    );
    expect(makemkvcon).toMatchObject({
      problem: { text: expect.stringContaining("libmmbd.so.0") },
    });
    host.sim.update({});
    expect((await host.answer("held")).status).toBe("success");
  });

  test("a child that holds on to the drive keeps nobody waiting, and is gone", async () => {
    await using own = await startBench();
    const before = performance.now();
    await expectRipped(await own.rip(rips({ grandchildSeconds: 60 })));
    expect(performance.now() - before).toBeLessThan(10_000);
  });

  test("a scan that hangs is ended, and the next task is done", async () => {
    await using impatient = await startBench(IMPATIENT);
    const tried = await impatient.scan({
      info: { at: { opening: [{ do: "hang" }] } },
    });
    expectFailure(tried, "MAKEMKV_TIMEOUT", /made no progress for/);
    expect((await impatient.scan({})).answer.status).toBe("success");
  });
});

describe("a scan tells the truth about a disc", () => {
  // What was scanned last is known to the rips after it, so these have a daemon of their own.
  let scans: Bench;
  beforeAll(async () => {
    scans = await startBench();
  });
  afterAll(() => scans[Symbol.asyncDispose]());

  test("titles that one bad sector hides are told with the result", async () => {
    const tried = await scans.scan({
      disc: discWith([titleAt(0), { ...titleAt(1), lost: 3015 }, titleAt(2)]),
      info: { at: { opening: [readError(MEDIUM_ERROR)] } },
    });
    expect(tried.answer.status).toBe("success");
    expect(tried.answer.result.tracks).toHaveLength(2);
    expect(warningsOf(tried).map(({ kind }) => kind)).toEqual([
      "tracks_skipped",
      "read_errors",
    ]);
  });

  test("titles that are missing without a word are not missing from the warnings", async () => {
    const dvd = { ...discWith([titleAt(0)]), type: "dvd" } as const;
    const tried = await scans.scan({
      disc: {
        ...dvd,
        titles: [
          titleAt(0),
          { ...titleAt(1), lost: null },
          titleAt(2),
          { ...titleAt(1), lost: null },
        ],
      },
      info: { at: { opening: [readError(MEDIUM_ERROR)] } },
    });
    expect(tried.answer.status).toBe("success");
    const [gap, errors] = warningsOf(tried);
    expect(gap?.text).toContain("nothing about 1 track of the disc (number 2)");
    expect(errors?.text).toContain("missing from the list without a word");
  });

  test("a list that ends before the disc was opened is no scan, whatever the exit code", async () => {
    expectFailure(
      await scans.scan({ info: { open: "cut" } }),
      "MAKEMKV_FAILED",
    );
  });

  test("an unreadable disc is never a disc without tracks", async () => {
    const tried = await scans.scan({ info: { open: "unreadable" } });
    expectFailure(tried, "DISC_UNREADABLE", /read errors/);
  });

  test("a disc with protection files and no key says nothing of scratches", async () => {
    const tried = await scans.scan({
      info: { open: "failed", at: { opening: [say(3303)] } },
    });
    expectFailure(tried, "DISC_UNREADABLE", /key/);
  });

  test("401 fake titles are listed, and one of them can still be ripped", async () => {
    const many = Array.from({ length: 401 }, (_, index) => ({
      ...titleAt(1),
      sourceFile: `${String(index).padStart(5, "0")}.mpls`,
      segmentMap: String(index),
    }));
    const disc = discWith(many);
    const scanned = await scans.scan({ disc });
    expect(scanned.answer.result.tracks).toHaveLength(401);
    const tried = await scans.rip({ disc }, { number: 317 });
    await expectRipped(tried);
  });

  test("titles that a DVD calls 7/4 do not end a scan", async () => {
    const tried = await scans.scan({
      info: { at: { opening: [say(3025, "7/4", "42", "120")] } },
    });
    expect(tried.answer.status).toBe("success");
  });

  test("a scan and a rip ask for the same minimum length", async () => {
    const scanned = await scans.scan({});
    const ripped = await scans.rip({});
    const lengths = [...scanned.calls, ...ripped.calls].map((argv) =>
      argv.find((word) => word.startsWith("--minlength=")),
    );
    expect(new Set(lengths).size).toBe(1);
  });
});
