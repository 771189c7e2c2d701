import type { ToldDiscs } from "../../src/makemkv/scan/told-discs.ts";

/** Nothing was ever told: every scan keeps makemkvcon's own numbers. */
export const nothingTold: ToldDiscs = {
  settle: (result) =>
    Promise.resolve({ result, renumbered: null, wasTold: false, lost: [] }),
  hasAny: () => Promise.resolve(false),
};
