import { discRows, driveRows, driveState } from "./disc-text.ts";
import { PROGRESS_MAX, type Stage } from "./actions.ts";
import { STEPS, type Step } from "./messages.ts";
import { formatHms } from "./robot-text.ts";
import { saveTitle } from "./save.ts";
import type { Disc, Drive, Title } from "./scenario.ts";

/** What one call of makemkvcon was asked for. */
export type Request =
  | { readonly kind: "list" }
  | { readonly kind: "info"; readonly device: string }
  | {
      readonly kind: "mkv";
      readonly device: string;
      readonly title: number;
      readonly directory: string;
    };

export interface Performance {
  readonly request: Request;
  readonly minlength: number;
  readonly version: string;
  readonly drive: Drive;
  readonly disc: Disc | null;
}

/** Exit codes as reported for real runs; they prove nothing there either. */
const EXIT = { ok: 0, openFailed: 11, tooOld: 253 } as const;

/** What one step of opening adds to the total of 65536; the rest belongs to the titles. */
const STEP_SHARE = 3500;
const OPENED_TOTAL = 22_279;

/** Play one whole call, in the order of recorded runs of 1.18. Ends the process. */
export async function perform(what: Performance, stage: Stage): Promise<never> {
  await stage.reach("called");
  stage.say(1005, `MakeMKV ${what.version}`);
  await stage.reach("start");
  await scanDevices(what, stage);
  const disc = what.disc;
  if (what.request.kind === "list" || disc === null) {
    return endWithoutDisc(what, stage);
  }
  await stage.reach("opening");
  await endIfOpeningFails(what, stage);
  const titles = await openDisc(disc, what, stage);
  await stage.reach("opened");
  if (what.request.kind === "info") stage.rows(discRows(disc, titles));
  else await saveTitle({ disc, titles, ...what.request }, stage);
  await stage.reach("end");
  return stage.exit(EXIT.ok);
}

async function scanDevices(what: Performance, stage: Stage): Promise<void> {
  const end = stage.play.open ?? "ok";
  stage.operation(STEPS.scanningDevices);
  stage.step(STEPS.scanningDevices);
  if (end === "noDrive") stage.say(5042);
  stage.progress(0, 0);
  stage.progress(0, 0);
  await stage.pace();
  stage.progress(PROGRESS_MAX, 0);
  stage.progress(PROGRESS_MAX, PROGRESS_MAX);
  const state = driveState(what.disc, end);
  stage.rows(
    driveRows(end === "noDrive" ? null : what.drive, what.disc, state),
  );
  stage.progress(0, PROGRESS_MAX);
  stage.progress(0, 0);
}

async function endWithoutDisc(what: Performance, stage: Stage): Promise<never> {
  stage.say(5010);
  if (what.request.kind !== "mkv") stage.rows(["TCOUNT:0"]);
  await stage.reach("end");
  return stage.exit(what.request.kind === "list" ? EXIT.ok : EXIT.openFailed);
}

async function endIfOpeningFails(
  what: Performance,
  stage: Stage,
): Promise<void> {
  const { open = "ok", licence } = stage.play;
  const asked = what.request.kind === "list" ? "" : what.request.device;
  if (licence === "removed") stage.say(5073);
  if (open === "tooOld" || licence === "removed") {
    stage.say(5021);
    await stage.reach("end");
    stage.exit(EXIT.tooOld);
  }
  if (open === "ok" || open === "cut") return;
  if (open === "busy") stage.say(2007, asked);
  if (open === "unknownDevice") stage.say(2024, asked);
  if (open === "region") stage.say(3031, what.drive.name);
  if (open === "region" || open === "unreadable") {
    for (let n = 0; n < 5; n++) stage.say(2003);
  }
  return endWithoutDisc(what, stage);
}

/** Operations and steps with their progress, which begins anew with each of them; then the titles, then 5011. */
async function openDisc(
  disc: Disc,
  what: Performance,
  stage: Stage,
): Promise<Title[]> {
  stage.say(3007);
  stage.operation(disc.type === "dvd" ? STEPS.openingDvd : STEPS.openingBluray);
  const steps: readonly Step[] =
    disc.type === "dvd"
      ? [STEPS.readingDvd]
      : [STEPS.clips, STEPS.playlists, STEPS.decrypting];
  for (const [index, step] of steps.entries()) {
    await openingStep(step, index * STEP_SHARE, stage);
  }
  sayLicence(stage);
  if (disc.type !== "dvd") stage.say(5085);
  stage.step(STEPS.titles);
  const titles =
    stage.play.licence === "refused" ? [] : await addTitles(disc, what, stage);
  stage.progress(PROGRESS_MAX, OPENED_TOTAL);
  if (stage.play.open === "cut") stage.exit(EXIT.ok);
  stage.say(5011);
  stage.progress(0, OPENED_TOTAL);
  stage.progress(0, 0);
  return titles;
}

async function openingStep(
  step: Step,
  total: number,
  stage: Stage,
): Promise<void> {
  stage.step(step);
  let before = total;
  for (const part of [0, 0.25, 0.5, 0.75, 1]) {
    const current = Math.round(part * PROGRESS_MAX);
    const after = total + Math.round(part * STEP_SHARE);
    stage.progress(current, before);
    stage.progress(current, after);
    before = after;
    await stage.pace();
  }
}

function sayLicence(stage: Stage): void {
  const licence = stage.play.licence ?? "none";
  if (licence === "question") stage.say(5053);
  if (licence === "question") stage.say(5050, "30", "30");
  if (licence === "evaluation") stage.say(5050);
  if (licence === "expired") stage.say(5054);
  if (licence === "expired") stage.say(5051);
  if (licence === "refused") stage.say(5055);
}

async function addTitles(
  disc: Disc,
  what: Performance,
  stage: Stage,
): Promise<Title[]> {
  const titles: Title[] = [];
  for (const [place, title] of disc.titles.entries()) {
    const onDisc = disc.type === "dvd" ? String(place + 1) : title.sourceFile;
    const tooShort = title.seconds < what.minlength;
    if (title.lost) {
      stage.say(title.lost, onDisc, formatHms(title.seconds));
    } else if (title.lost === null) {
      // Nothing is said about it.
    } else if (tooShort) {
      stage.say(3025, onDisc, String(title.seconds), String(what.minlength));
    } else if (disc.type === "dvd") {
      const cells = String(title.segmentMap.split(",").length);
      stage.say(3028, onDisc, cells, formatHms(title.seconds));
    } else if (title.angle === undefined) {
      stage.say(3307, onDisc, String(titles.length));
    } else {
      stage.say(3308, onDisc, String(titles.length), String(title.angle));
    }
    if (!tooShort && title.lost === undefined) titles.push(title);
    await stage.pace();
  }
  return titles;
}
