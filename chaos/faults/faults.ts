import type { Form, Row, Suite } from "../suite.ts";
import { createTally } from "../suite.ts";
import { absentDiskFaults } from "./absent-disks.ts";
import { clockFaults } from "./clock.ts";
import { diskFaults } from "./disk.ts";
import type { Fault } from "./fault.ts";
import { fullDiskFaults } from "./full-disks.ts";
import { homeFaults } from "./home.ts";
import { makemkvconFaults } from "./makemkvcon.ts";
import { openFileFaults } from "./open-files.ts";
import { orderFaults } from "./torn-order.ts";
import { permissionFaults } from "./permissions.ts";
import { socketFaults } from "./sockets.ts";
import { webappFaults } from "./webapp.ts";

const FAULTS: readonly Fault[] = [
  ...diskFaults,
  ...fullDiskFaults,
  ...permissionFaults,
  ...absentDiskFaults,
  ...clockFaults,
  ...webappFaults,
  ...orderFaults,
  ...makemkvconFaults,
  ...socketFaults,
  ...openFileFaults,
  ...homeFaults,
];

/** Most of them wait most of the time. */
const AT_ONCE: Readonly<Record<Form, number>> = { short: 4, full: 2 };

/**
 * Everything around the daemon goes wrong, one thing at a time. Of each: every task has one answer or waits, the folders
 * are as they should be, no makemkvcon is left, the daemon lives, answers within a second and stays small.
 */
export const faults: Suite = {
  name: "faults",
  title: "Faults",
  async run(form, log) {
    const waiting = [...chosen(form).entries()];
    const rows: (Row | null)[] = waiting.map(() => null);
    const work = async () => {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        const [place, fault] = next;
        rows[place] = await tryFault(fault, form, log);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE[form] }, work));
    return rows.filter((row) => row !== null);
  },
};

/** All of them, or those that AMPHIGORY_FAULT names by a part of their sentence. */
function chosen(form: Form): readonly Fault[] {
  const part = process.env["AMPHIGORY_FAULT"];
  if (part) return FAULTS.filter(({ what }) => what.includes(part));
  return FAULTS.filter(({ isLong }) => form === "full" || !isLong);
}

/** `null`: it can not be tried on this machine. */
async function tryFault(
  fault: Fault,
  form: Form,
  log: (line: string) => void,
): Promise<Row | null> {
  const { what } = fault;
  const obstacle = fault.obstacle?.() ?? null;
  if (obstacle !== null) {
    log(`skipped, ${obstacle}: ${what}`);
    return null;
  }
  log(what);
  const tally = createTally();
  try {
    const { attempts, figures } = await fault.run(form);
    for (const wrong of attempts) tally.add(wrong);
    return tally.row(what, figures);
  } catch (error) {
    tally.add(error instanceof Error ? error.message : String(error));
    return tally.row(what);
  }
}
