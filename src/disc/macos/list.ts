import { newDisk, type Disk } from "./disk.ts";
import { and, forget, put, type Discs, type Step } from "./discs.ts";

/**
 * `diskutil list` says which disks there are (`null`: it says nothing): what is not among them has gone, the rest is
 * asked about. A disk that appeared after the question, which is number `id`, can not be in the answer.
 */
export function listAnswered(
  state: Discs,
  listed: readonly string[] | null,
  id: number,
): Step {
  const names = listed ?? [...state.disks.keys()];
  const gone = [...state.disks]
    .filter(([name, { born }]) => born < id && !names.includes(name))
    .map(([name]) => name);
  const step = gone.reduce<Step>(
    (before, name) => and(before, (next) => forget(next, name)),
    [state, []],
  );
  return and(step, (next) => [names.reduce(lookAgain, next), []]);
}

function lookAgain(state: Discs, name: string): Discs {
  const disk = state.disks.get(name);
  if (!disk) return put(state, name, newDisk(state.steps));
  if (disk.info?.kind === "other") return state;
  return put(state, name, doubted(disk));
}

function doubted(disk: Disk): Disk {
  const wanted: Disk = { ...disk, inquiry: "wanted", tries: 0 };
  if (disk.told === null) return wanted;
  return { ...wanted, info: null, isDoubtful: true, isMissing: false };
}
