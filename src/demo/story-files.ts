import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { checkMatroska, type FileCheck } from "./check-file.ts";
import type { Screen } from "./screen.ts";
import type { StoryRip } from "./stories.ts";
import { entry, formatSize, table } from "./story-text.ts";

export interface RipResult {
  readonly rip: StoryRip;
  /** `success`, or the error code. */
  readonly ended: string;
}

/** The files on disk against what the answers said: neither less nor more. */
export async function showFiles({
  screen,
  results,
  folder,
}: {
  readonly screen: Screen;
  readonly results: readonly RipResult[];
  readonly folder: string;
}): Promise<boolean> {
  const rows = [["file", "size", "contents"]];
  let isRight = true;
  for (const { rip, ended } of results) {
    const check = await checkMatroska(join(folder, rip.filename));
    const wanted = rip.ends === "success" ? "playable" : "missing";
    isRight = isRight && ended === rip.ends && check.kind === wanted;
    rows.push([rip.filename, ...describeCheck(check)]);
  }
  screen.line("");
  const [head = "", ...files] = table(rows);
  screen.line(entry("result", head.trimStart()));
  for (const line of files) screen.line(line);
  const leftovers = await findLeftovers(folder, results);
  for (const name of leftovers) {
    screen.line(screen.palette.bad(entry("", `left behind: ${name}`)));
  }
  return sayTotal(screen, results, isRight && leftovers.length === 0);
}

function describeCheck(check: FileCheck): string[] {
  if (check.kind === "missing") return ["-", "none"];
  if (check.kind === "broken") return ["-", check.why];
  return [formatSize(check.bytes), "playable Matroska"];
}

async function findLeftovers(
  folder: string,
  results: readonly RipResult[],
): Promise<string[]> {
  const wanted = results
    .filter(({ rip }) => rip.ends === "success")
    .map(({ rip }) => rip.filename);
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => !wanted.includes(name));
}

function sayTotal(
  screen: Screen,
  results: readonly RipResult[],
  isClean: boolean,
): boolean {
  const tasks = results.length + 1; // and the scan
  const good = results.filter(({ ended }) => ended === "success").length + 1;
  const bad = results.filter(({ rip }) => rip.ends !== "success").length;
  const total = `${good} of ${tasks} tasks succeeded`;
  const rest =
    bad === 0
      ? ""
      : `, ${bad} failed as they had to, and nothing half-written is left`;
  screen.line("");
  screen.line(
    isClean
      ? screen.palette.good(`${total}${rest}.`)
      : screen.palette.bad(`${total}, which is not how it had to end.`),
  );
  return isClean;
}
