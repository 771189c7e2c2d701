import { both, examine, type Fault, figuresOf, unless } from "./fault.ts";
import { type Lab, openLab } from "./lab.ts";
import { LIES } from "./lies.ts";
import { honest, keysOf, scan } from "./orders.ts";
import { freePort } from "../../test/support/daemon.ts";

/** A webapp that is away, slow, or says what is not so, under the real daemon. */

const MEGABYTE = 1_000_000;

/** After one good answer: what is known stays in force, and the queue is worked on. */
const later: Fault = {
  what: "The webapp lies later on, in each of these ways, while tasks are queued: half JSON, wrong types, no end, a bomb, redirects, silence",
  async run(form) {
    const big = (form === "short" ? 20 : 100) * MEGABYTE;
    await using lab = await openLab();
    await lab.start();
    await lab.until("an open queue", ({ queue }) => queue.kind === "open");
    const attempts: (string | null)[] = [];
    const done: string[] = [];
    const chosen = LIES.filter((_, at) => form === "full" || at % 2 === 0);
    for (const [at, { name, tell, isBearable }] of chosen.entries()) {
      const id = `lie-${at}`;
      lab.answerWith(tell(lab.port, big));
      await askAgain(lab);
      if (!isBearable) {
        await lab.queue(scan(id));
        await lab.answered([id]);
        done.push(id);
      } else await Bun.sleep(300);
      const state = await lab.state();
      attempts.push(
        state === null
          ? `${name}: the daemon does not answer: ${lab.log().slice(-300)}`
          : null,
      );
      if (isBearable) {
        lab.answerWith(honest(lab.port));
        await askAgain(lab);
        await Bun.sleep(200);
        await lab.queue(scan(id));
        await lab.answered([id]);
        done.push(id);
      }
    }
    attempts.push(await examine(lab, { ids: done }));
    return {
      attempts,
      figures: figuresOf(
        lab,
        "webapp_config_invalid",
        "webapp_unreachable",
        ...lab.pulse.told.keys(),
      ),
    };
  },
};

/** Saving `daemon.yaml` makes it ask at once. */
async function askAgain(lab: Lab): Promise<void> {
  const socket = new WebSocket(`ws://127.0.0.1:${lab.port}/`);
  await new Promise<void>((resolve) => {
    socket.addEventListener("open", () => {
      socket.send(JSON.stringify({ type: "config_updated" }));
      socket.close();
      resolve();
    });
    // It listens elsewhere just now, or not at all: it asks again by itself, sooner or later.
    socket.addEventListener("error", () => resolve());
  });
}

/** At the first start, with nothing in the cache: nothing is done that nobody ordered, and the truth is enough. */
const atFirst: Fault = {
  what: "The webapp lies from the very first start, with nothing known yet; then it says the truth",
  isLong: true,
  async run(form) {
    const big = (form === "short" ? 20 : 100) * MEGABYTE;
    const attempts: (string | null)[] = [];
    let figures = "";
    const chosen = LIES.filter(({ isBearable }) => !isBearable).filter(
      (_, at) => form === "full" || at % 5 === 1,
    );
    for (const { name, tell } of chosen) {
      await using lab = await openLab();
      lab.answerWith(tell(lab.port, big));
      await lab.queue(scan("first"));
      await lab.start();
      await lab.until(
        "a word about it",
        ({ config }) => config.kind === "noWebapp",
      );
      const early = await examine(lab, { ids: ["first"], queued: ["first"] });
      lab.answerWith(honest(lab.port));
      await lab.answered(["first"]);
      const wrong = both(early, await examine(lab, { ids: ["first"] }));
      attempts.push(wrong === null ? null : `${name}: ${wrong}`);
      figures = figuresOf(
        lab,
        "webapp_config_invalid",
        ...lab.pulse.told.keys(),
      );
    }
    return { attempts, figures };
  },
};

const away: Fault = {
  what: "The webapp is away at the start and there is a cached copy of its settings",
  async run() {
    await using lab = await openLab();
    await lab.start();
    await lab.until("an open queue", ({ queue }) => queue.kind === "open");
    await lab.stop();
    await lab.yaml({
      webapp_url: `http://127.0.0.1:${await freePort()}`,
      webapp_basedir: lab.basedir,
      webapp_link: "off",
      disc_monitor: "none",
      drive: "/dev/sr0",
      makemkv_path: lab.sim.path,
      min_free_bytes: 0,
    });
    await lab.queue(scan("cached"));
    await lab.start();
    await lab.answered(["cached"]);
    const state = await lab.state();
    const isTold =
      state !== null && keysOf(state).includes("webapp_unreachable");
    return {
      attempts: [
        both(
          unless(isTold, "the webapp is away"),
          await examine(lab, { ids: ["cached"] }),
        ),
      ],
      figures: figuresOf(lab, "webapp_unreachable"),
    };
  },
};

const movingPort: Fault = {
  what: "The webapp names another port every second while tasks are queued; in the end the daemon listens on the last one",
  async run(form) {
    await using lab = await openLab();
    await lab.start();
    await lab.until("an open queue", ({ queue }) => queue.kind === "open");
    const rounds = form === "short" ? 4 : 30;
    const done: string[] = [];
    let port = lab.port;
    for (let round = 0; round < rounds; round++) {
      const before = port;
      port = await freePort();
      lab.answerWith(honest(port));
      const socket = new WebSocket(`ws://127.0.0.1:${before}/`);
      socket.addEventListener("open", () => {
        socket.send(JSON.stringify({ type: "config_updated" }));
      });
      const id = `moved-${round}`;
      await lab.queue(scan(id));
      done.push(id);
      await lab.until(
        "the new port",
        ({ server }) => server.kind === "listening" && server.port === port,
      );
      socket.close();
      await Bun.sleep(form === "short" ? 100 : 1000);
    }
    await lab.answered(done);
    return {
      attempts: [
        ...done.slice(1).map(() => null),
        await examine(lab, { ids: done }),
      ],
      figures: figuresOf(lab),
    };
  },
};

export const webappFaults: readonly Fault[] = [
  away,
  later,
  atFirst,
  movingPort,
];
