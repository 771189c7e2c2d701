import type { Suite } from "../suite.ts";
import { endDaemon } from "./daemon-matrix.ts";
import { cutQueue, killQueue } from "./queue-matrix.ts";

export const crashes: Suite = {
  name: "crashes",
  title: "Killed and without power, at every change to the disk",
  async run(form, log) {
    const rows = [await killQueue(form)];
    log("the queue was killed everywhere");
    rows.push(await cutQueue(form, "forgetful"));
    rows.push(await cutQueue(form, "journal"));
    for (const how of ["kill", "power"] as const) {
      const row = await endDaemon(form, how, log);
      if (row === null)
        log("power can not be cut here: only on Linux, as root");
      else rows.push(row);
    }
    return rows;
  },
};
