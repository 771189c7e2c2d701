import { join } from "node:path";
import { listOf, numberOf, textOf } from "./json-value.ts";
import type { Screen } from "./screen.ts";
import { showFiles, type RipResult } from "./story-files.ts";
import type { Story, StoryRip } from "./stories.ts";
import {
  entry,
  formatAudio,
  formatDiscType,
  formatSeconds,
  formatSize,
  paragraph,
  progressBar,
  progressText,
  table,
} from "./story-text.ts";
import { at, type Json, type StandInWebapp } from "./webapp.ts";

/** What a story is told with. */
export interface World {
  readonly story: Story;
  readonly webapp: StandInWebapp;
  /** The folder that the webapp's paths stand for. */
  readonly basedir: string;
  readonly screen: Screen;
}

interface Track {
  readonly number: number;
  readonly duration: string;
  readonly sizeBytes: number;
}

/** From the disc to the table of files. True if every task ended as the story says and only whole files are there. */
export async function tellStory(world: World): Promise<boolean> {
  const { screen, story, webapp } = world;
  greet(world);
  await webapp.connect();
  screen.line(entry("daemon", "running, and the webapp is connected to it"));
  const disc = story.scenario.disc;
  screen.line(entry("disc", `${disc?.name ?? "none"} in /dev/sr0`));
  const tracks = await scan(world);
  if (tracks === null) return false;
  const results = await ripAll(world, tracks);
  if (results === null) return false;
  return showFiles({
    screen,
    results,
    folder: join(world.basedir, story.directory),
  });
}

function greet({ screen, story, webapp }: World): void {
  screen.line(screen.palette.heading("Amphigory demo"));
  screen.line(story.intro);
  screen.line(
    screen.palette.quiet(
      "The daemon is the real one; drive, disc, makemkvcon and webapp are simulated.",
    ),
  );
  screen.line("");
  screen.line(entry("webapp", `a stand-in at ${webapp.url}`));
}

/** `null` when the scan failed; that is said. */
async function scan({ screen, webapp }: World): Promise<Track[] | null> {
  const id = await webapp.queueScan();
  screen.line(entry("scan", `queued as ${id}`));
  const answer = await webapp.answer(id);
  if (at(answer, "status") !== "success") {
    sayFailure(screen, answer);
    return null;
  }
  const tracks = listOf(at(answer, "result", "tracks"));
  const type = formatDiscType(textOf(at(answer, "result", "disc_type")));
  screen.line(
    entry("", `${type} with ${tracks.length} tracks, read ${tookOf(answer)}`),
  );
  const head = [
    "track",
    "length",
    "size",
    "chapters",
    "picture",
    "audio",
    "subtitles",
  ];
  for (const line of table([head, ...tracks.map(trackRow)])) screen.line(line);
  return tracks.map((track) => ({
    number: numberOf(at(track, "number")),
    duration: textOf(at(track, "duration")),
    sizeBytes: numberOf(at(track, "size_bytes")),
  }));
}

function trackRow(track: Json): string[] {
  const audio = listOf(at(track, "audio_streams")).map((stream) =>
    formatAudio(
      textOf(at(stream, "language")),
      numberOf(at(stream, "channels")),
    ),
  );
  const subtitles = listOf(at(track, "subtitle_streams")).map((stream) =>
    textOf(at(stream, "language")),
  );
  return [
    String(numberOf(at(track, "number"))),
    textOf(at(track, "duration")),
    formatSize(numberOf(at(track, "size_bytes"))),
    String(numberOf(at(track, "chapters")) || "-"),
    textOf(at(track, "resolution")),
    audio.join(", "),
    subtitles.join(", ") || "-",
  ];
}

/** `null` when the scan did not show a track that the story needs; that is said. */
async function ripAll(
  world: World,
  tracks: readonly Track[],
): Promise<RipResult[] | null> {
  const { screen, story, webapp } = world;
  const orders = story.rips.flatMap((rip) => {
    const track = tracks.find(({ number }) => number === rip.track);
    if (!track) return [];
    const { sizeBytes, duration } = track;
    const { directory } = story;
    return [
      {
        track: rip.track,
        sizeBytes,
        duration,
        directory,
        filename: rip.filename,
      },
    ];
  });
  if (orders.length < story.rips.length) {
    screen.line(screen.palette.bad(entry("failed", "the scan misses a track")));
    return null;
  }
  const ids = await webapp.queueRips(orders);
  screen.line(entry("queue", `${ids.length} rips queued`));
  const results: RipResult[] = [];
  for (const [index, rip] of story.rips.entries()) {
    results.push(await followRip(world, rip, ids[index] ?? ""));
  }
  return results;
}

async function followRip(
  { screen, story, webapp }: World,
  rip: StoryRip,
  id: string,
): Promise<RipResult> {
  const place = story.rips.indexOf(rip) + 1;
  screen.line("");
  screen.line(
    entry(
      `rip ${place}/${story.rips.length}`,
      `track ${rip.track} -> ${rip.filename}`,
    ),
  );
  const stopListening = webapp.listen(showProgressOf(id, screen));
  const answer = await webapp.answer(id);
  stopListening();
  if (at(answer, "status") !== "success") {
    sayFailure(screen, answer);
    return { rip, ended: textOf(at(answer, "error", "code")) };
  }
  const size = formatSize(numberOf(at(answer, "result", "size_bytes")));
  screen.line(
    entry("", screen.palette.good(`saved ${size} ${tookOf(answer)}`)),
  );
  return { rip, ended: "success" };
}

/** A bar that moves, or a line for every quarter. */
function showProgressOf(id: string, screen: Screen): (message: Json) => void {
  let quarter = 0;
  return (message) => {
    if (at(message, "type") !== "progress" || at(message, "task_id") !== id) {
      return;
    }
    const facts = {
      percent: numberOf(at(message, "percent")),
      bytes: numberOf(at(message, "current_size_bytes")),
      speed: textOf(at(message, "speed")),
      etaSeconds: numberOf(at(message, "eta_seconds")),
    };
    screen.redraw(progressBar(facts));
    const reached = Math.floor(facts.percent / 25);
    if (screen.isLive || reached <= quarter) return;
    quarter = reached;
    screen.line(entry("", progressText(facts)));
  };
}

function sayFailure(screen: Screen, answer: Json): void {
  const code = textOf(at(answer, "error", "code"));
  screen.line(entry("", screen.palette.bad(`failed: ${code}`)));
  const message = textOf(at(answer, "error", "message"));
  for (const line of paragraph(message)) screen.line(line);
}

function tookOf(answer: Json): string {
  const seconds = numberOf(at(answer, "duration_seconds"));
  return seconds === 0 ? "within a second" : `in ${formatSeconds(seconds)}`;
}
