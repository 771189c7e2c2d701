import { closeSync, ftruncateSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { replace } from "../../test/support/daemon.ts";
import { createRandom } from "../random.ts";
import { examine, type Fault, figuresOf } from "./fault.ts";
import { openLab } from "./lab.ts";
import { ids, scan } from "./orders.ts";

/** A webapp that writes `tasks.json` as nobody should: in place, in pieces, a hundred times a second. */

const PER_SECOND = 100;

const torn: Fault = {
  what: "tasks.json is rewritten 100 times a second, in place and in pieces, its order shuffled each time, until every task is done",
  async run(form) {
    await using lab = await openLab({ settings: { max_attempts: 3 } });
    const tasks = ids("torn", form === "short" ? 12 : 300);
    for (const id of tasks)
      await replace(
        join(lab.tasks, "queued", `${id}.json`),
        JSON.stringify(scan(id)),
      );
    const random = createRandom(7);
    const fd = openSync(join(lab.tasks, "tasks.json"), "w");
    let rewrites = 0;
    let isOver = false;
    const writing = (async () => {
      while (!isOver) {
        const order = tasks.toSorted(() => random.next() - 0.5);
        const text = JSON.stringify(order);
        const cut = random.below(text.length);
        ftruncateSync(fd, 0);
        await Bun.sleep(random.below(4));
        writeSync(fd, text.slice(0, cut), 0);
        await Bun.sleep(random.below(4));
        writeSync(fd, text.slice(cut), cut);
        rewrites += 1;
        await Bun.sleep(1000 / PER_SECOND / 2);
      }
    })();
    const started = performance.now();
    try {
      await lab.start();
      await lab.answered(tasks, 240_000);
    } finally {
      isOver = true;
      await writing;
      closeSync(fd);
    }
    const seconds = (performance.now() - started) / 1000;
    const wrong = await examine(lab, {
      ids: tasks,
      isRight: ({ status }) => status === "success",
    });
    const calls = lab.sim.calls().length;
    const once =
      calls === tasks.length
        ? null
        : `${calls} calls of makemkvcon for ${tasks.length} tasks`;
    const found = [wrong, once].filter((each) => each !== null).join("; ");
    return {
      attempts: [
        ...tasks.slice(1).map(() => null),
        found === "" ? null : found,
      ],
      figures: `${rewrites} rewrites in ${seconds.toFixed(1)} s; ${figuresOf(lab)}`,
    };
  },
};

export const orderFaults: readonly Fault[] = [torn];
