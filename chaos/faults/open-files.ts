import { both, examine, type Fault, figuresOf, unless } from "./fault.ts";
import { openLab } from "./lab.ts";
import { keysOf, names, rip, scan } from "./orders.ts";

/** A process may only have so many files open, and a connection is one. */

const LIMITS = [12, 16, 20, 24, 28, 32, 40, 48, 64, 96] as const;

const fewFiles: Fault = {
  what: "The daemon is started with room for few open files (ulimit -n): it says why it can not, or works",
  async run(form) {
    const limits = form === "short" ? [16, 32] : LIMITS;
    const attempts: (string | null)[] = [];
    const refused: number[] = [];
    let figures = "";
    for (const limit of limits) {
      await using lab = await openLab();
      await lab.queue(scan("a"), rip("b"));
      const limited = [
        "sh",
        "-c",
        `ulimit -n ${limit} && exec "$@"`,
        "limited",
      ];
      // With very few it can not even take a connection: then its log has to say why.
      await lab
        .start({ prefix: limited, patienceMs: 4000 })
        .catch(() => undefined);
      const isUp = (await lab.state()) !== null;
      if (isUp) await Bun.sleep(1500);
      const told = isUp
        ? keysOf((await lab.state()) ?? (await mustAnswer(limit)))
        : [lab.log().trim()];
      const isDone = ["a", "b"].every((id) => lab.answer(id) !== null);
      if (!isDone) refused.push(limit);
      const word = unless(
        isDone || told.some((each) => each !== ""),
        `why nothing is done with ${limit} files`,
      );
      // With enough of them again, everything is done.
      await lab.stop();
      await lab.start();
      await lab.answered(["a", "b"]);
      const wrong = both(word, await examine(lab, { ids: ["a", "b"] }));
      attempts.push(wrong === null ? null : `ulimit -n ${limit}: ${wrong}`);
      figures = `did not work with ${refused.join(", ") || "none of them"}; ${figuresOf(lab)}`;
    }
    return { attempts, figures };
  },
};

function mustAnswer(limit: number): Promise<never> {
  throw new Error(`with ${limit} files it answered once and then not again`);
}

const noFilesLeft: Fault = {
  what: "A running daemon may open no more files (prlimit) while tasks come, and may again",
  obstacle: () => (Bun.which("prlimit") ? null : "there is no prlimit"),
  async run() {
    await using lab = await openLab();
    await lab.start();
    await lab.until("an open queue", ({ queue }) => queue.kind === "open");
    const limit = (count: string) =>
      Bun.spawnSync(["prlimit", `--pid=${lab.pid()}`, `--nofile=${count}`]);
    const open = (await names(`/proc/${lab.pid()}/fd`)).length;
    const tasks = ["x", "y", "z"];
    // Connections are files, too: it can not answer, and nobody can blame it.
    lab.pulse.stop();
    limit(`${open}:`);
    await lab.queue(...tasks.map((id) => rip(id)));
    await Bun.sleep(3000);
    limit("1024:");
    lab.pulse.start();
    await lab.answered(tasks);
    return {
      attempts: [await examine(lab, { ids: tasks })],
      figures: figuresOf(lab, ...lab.pulse.told.keys()),
    };
  },
};

const crowded: Fault = {
  what: "200 clients hold connections to a daemon with room for 120 open files; tasks are done, and the status answers when they are gone",
  isLong: true,
  async run() {
    await using lab = await openLab();
    await lab.start({
      prefix: ["sh", "-c", 'ulimit -n 120 && exec "$@"', "limited"],
    });
    await lab.until("the port", ({ server }) => server.kind === "listening");
    lab.pulse.stop();
    const sockets = Array.from(
      { length: 200 },
      () => new WebSocket(`ws://127.0.0.1:${lab.port}/`),
    );
    await Bun.sleep(1000);
    const tasks = ["x", "y", "z"];
    await lab.queue(...tasks.map((id) => scan(id)));
    await Bun.sleep(2000);
    const meanwhile = tasks.filter((id) => lab.answer(id) !== null).length;
    for (const socket of sockets) socket.terminate();
    await Bun.sleep(500);
    lab.pulse.start();
    await lab.answered(tasks);
    await Bun.sleep(300);
    return {
      attempts: [await examine(lab, { ids: tasks })],
      figures: `${meanwhile} of 3 tasks done meanwhile; ${figuresOf(lab, ...lab.pulse.told.keys())}`,
    };
  },
};

export const openFileFaults: readonly Fault[] = [
  fewFiles,
  noFilesLeft,
  crowded,
];
