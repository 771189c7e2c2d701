import { chmodSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import type { Play, Point, Scenario } from "../../src/demo/scenario.ts";
import { both, examine, type Fault, figuresOf, shorten } from "./fault.ts";
import { type Lab, openLab } from "./lab.ts";
import { ids, keysOf, rip, scan } from "./orders.ts";

/** A makemkvcon that crashes, hangs, floods, does not obey, or is not there. */

interface Mad {
  readonly name: string;
  readonly play: Play;
  /** It may succeed all the same. */
  readonly isHarmless?: boolean;
}

const POINTS: readonly Point[] = [
  "called",
  "start",
  "opening",
  "opened",
  "saving",
  "half",
  "saved",
  "end",
];

const CRASHES: readonly Mad[] = POINTS.flatMap((point) => [
  ...(["SIGSEGV", "SIGKILL", "SIGABRT"] as const).map((signal) => ({
    name: `${signal} at "${point}"`,
    play: { at: { [point]: [{ do: "signal", signal }] } } as Play,
    // All was said: the file is what counts.
    isHarmless: point === "end",
  })),
  ...[0, 1, 255].map((code) => ({
    name: `exit ${code} at "${point}"`,
    play: { at: { [point]: [{ do: "exit", code }] } } as Play,
    // All was said: the file is what counts.
    isHarmless: point === "end" || point === "saved",
  })),
]);

const HANGS: readonly Mad[] = POINTS.filter((point) => point !== "end").flatMap(
  (point) =>
    [true, false].map((ignoreSignals) => ({
      name: `hangs at "${point}"${ignoreSignals ? " and ignores signals" : ""}`,
      play: { ignoreSignals, at: { [point]: [{ do: "hang" }] } } as Play,
    })),
);

const CHATTER: readonly Mad[] = [
  {
    name: "says the same again and again",
    play: { at: { half: [{ do: "hang", chatter: true }] } },
  },
  {
    name: "leaves a child that holds its pipes",
    play: { grandchildSeconds: 30 },
    isHarmless: true,
  },
  {
    name: "is killed and leaves a child that holds its pipes",
    play: {
      grandchildSeconds: 30,
      at: { half: [{ do: "signal", signal: "SIGKILL" }] },
    },
  },
];

const FLOODS = ["lines", "oneLine", "binary", "stderr"] as const;

function floods(
  bytes: number,
  kinds: readonly (typeof FLOODS)[number][],
): readonly Mad[] {
  return kinds.map((as) => ({
    name: `${bytes / 1_000_000} MB: ${as}`,
    play: { at: { opening: [{ do: "flood", bytes, as }] } } as Play,
    isHarmless: true,
  }));
}

/** A quoted text that goes on in the next line, again and again. */
const ENDLESS_TEXT: Mad = {
  name: "a text that never ends, in 300,000 lines",
  play: {
    at: {
      opening: [{ do: "print", text: `MSG:1,2,3,"${"a\\\n".repeat(300_000)}` }],
    },
  },
  isHarmless: true,
};

/** One daemon; a rip under each of these, and a scan that must work after it. */
async function suffer(
  mads: readonly Mad[],
  lab: Lab,
): Promise<readonly (string | null)[]> {
  await lab.start();
  await lab.until("an open queue", ({ queue }) => queue.kind === "open");
  const attempts: (string | null)[] = [];
  const done: string[] = [];
  for (const [at, mad] of mads.entries()) {
    const scenario: Scenario = { mkv: mad.play };
    lab.sim.update(scenario);
    const pair = [`mad-${at}`, `sane-${at}`] as const;
    await lab.queue(rip(pair[0]), scan(pair[1]));
    await lab.answered(pair, 600_000);
    done.push(...pair);
    const status = lab.answer(pair[0])?.status;
    const isWrong = status === "success" && !mad.isHarmless;
    attempts.push(
      both(
        isWrong ? `${mad.name}: it was called a success` : null,
        lab.answer(pair[1])?.status === "success"
          ? null
          : `${mad.name}: the scan after it failed: ${lab.answer(pair[1])?.error?.message}`,
      ),
    );
  }
  const wrong = await examine(lab, { ids: done });
  return wrong === null ? attempts : [...attempts, wrong];
}

const some = <T>(all: readonly T[], every: number) =>
  all.filter((_, at) => at % every === 0);

function madness(
  what: string,
  choose: (form: "short" | "full") => readonly Mad[],
  settings: Record<string, unknown> = {},
): Fault {
  return {
    what,
    async run(form) {
      await using lab = await openLab({ settings });
      const attempts = await suffer(choose(form), lab);
      const failed = ids("mad", attempts.length)
        .map((_, at) => lab.answer(`mad-${at}`)?.error?.message)
        .find((message) => message !== undefined);
      const said = failed ? `; answered: ${shorten(failed, lab.root)}` : "";
      return { attempts, figures: `${figuresOf(lab)}${said}` };
    },
  };
}

/** No crash costs more than a moment here: nothing is tried again. */
const HASTY = { open_retry_seconds: [], stop_grace_seconds: [0.2, 0.2] };

const absent: Fault = {
  what: "makemkvcon is removed, may not be run, is a folder, or is a text of rubbish; then it is right again",
  isLong: true,
  async run(form) {
    const ways: Readonly<Record<string, (path: string) => void>> = {
      removed: (path) => rmSync(path),
      "not executable": (path) => chmodSync(path, 0o644),
      "a folder": (path) => {
        rmSync(path);
        mkdirSync(path);
      },
      rubbish: (path) => writeFileSync(path, "\u0000\u0001rubbish"),
      "a script whose interpreter is missing": (path) =>
        writeFileSync(path, "#!/nonexistent/interpreter\n"),
    };
    const attempts: (string | null)[] = [];
    let figures = "";
    const chosen = Object.entries(ways);
    for (const [name, spoil] of form === "short" ? some(chosen, 3) : chosen) {
      await using lab = await openLab();
      const right = await Bun.file(lab.sim.path).text();
      await lab.start();
      await lab.until("an open queue", ({ queue }) => queue.kind === "open");
      spoil(lab.sim.path);
      await lab.queue(scan("waits"));
      await lab.until("a word about it", (state) =>
        keysOf(state).some((key) => key.startsWith("makemkv")),
      );
      await Bun.sleep(200);
      rmSync(lab.sim.path, { recursive: true, force: true });
      writeFileSync(lab.sim.path, right, { mode: 0o755 });
      await lab.answered(["waits"]);
      const wrong = await examine(lab, {
        ids: ["waits"],
        isRight: ({ status }) => status === "success",
      });
      attempts.push(wrong === null ? null : `${name}: ${wrong}`);
      figures = figuresOf(
        lab,
        "makemkvcon_not_started",
        ...lab.pulse.told.keys(),
      );
    }
    return { attempts, figures };
  },
};

export const makemkvconFaults: readonly Fault[] = [
  madness(
    "makemkvcon crashes (SIGSEGV, SIGKILL, SIGABRT) or just ends (0, 1, 255) at every point of a rip",
    (form) => (form === "short" ? some(CRASHES, 7) : CRASHES),
    HASTY,
  ),
  madness(
    "makemkvcon hangs at every point of a rip, with and without ignoring signals",
    (form) => (form === "short" ? some(HANGS, 6) : HANGS),
    { ...HASTY, stall_timeout_seconds: 0.6, question_grace_seconds: 0.6 },
  ),
  madness(
    "makemkvcon says the same for ever, or leaves children behind that hold its pipes",
    () => CHATTER,
    { ...HASTY, stall_timeout_seconds: 0.8 },
  ),
  madness(
    "makemkvcon floods its pipes with 50 MB (short) or 1 GB each: lines, one endless line, bytes that are no text, stderr, a text without an end",
    (form) =>
      form === "short"
        ? [...floods(50_000_000, ["lines", "oneLine"]), ENDLESS_TEXT]
        : [...floods(1_000_000_000, FLOODS), ENDLESS_TEXT],
    HASTY,
  ),
  absent,
];
