import { simulateDay } from "./load/simulated-day.ts";
import { broadcastToCrowd, ripBeforeCrowd } from "./load/crowd.ts";
import { ripMany } from "./load/many-rips.ts";
import { queueMany } from "./load/many-tasks.ts";
import type { Row, Suite } from "./suite.ts";

export const load: Suite = {
  name: "load",
  title: "Load and time: many tasks, many clients, many rips",
  async run(form, log) {
    const rows: Row[] = [];
    for (const part of [
      simulateDay,
      queueMany,
      broadcastToCrowd,
      ripBeforeCrowd,
      ripMany,
    ]) {
      const row = await part(form);
      rows.push(row);
      log(row.what);
    }
    return rows;
  },
};
