import type { WebappSettings } from "../config/webapp-config.ts";
import type { WebappConfig } from "../wire/config.ts";
import { findBasedir, readBasedir, testBasedir } from "./basedir.ts";
import type { Dialogue } from "./dialogue.ts";
import {
  findWebapp,
  type Net,
  readAddress,
  testAddress,
} from "./webapp-address.ts";

/** The two questions of setup, each tested as soon as it is answered. `null`: there is no answer to go on with. */
export interface Asking {
  readonly dialogue: Dialogue;
  readonly net: Net;
  readonly cwd: string;
  readonly home: string;
}

export interface WebappAnswered {
  readonly url: string;
  /** What it said; `null` when it does not answer and is taken all the same. */
  readonly config: WebappConfig | null;
}

/** `given` came with the command; `known` is what `daemon.yaml` says already. */
export async function askForWebapp(
  { dialogue, net }: Asking,
  given: string | null,
  known: string | null,
): Promise<WebappAnswered | null> {
  let wanted = given;
  let suggestion = known;
  if (wanted === null && suggestion === null) {
    suggestion = await findWebapp(net);
    if (suggestion !== null) dialogue.say(`A webapp answers at ${suggestion}.`);
  }
  for (;;) {
    const typed =
      wanted ?? (await dialogue.ask("Address of the webapp", suggestion));
    wanted = null;
    if (typed === null) return null;
    const reading = readAddress(typed);
    if (reading.kind === "mistake") {
      dialogue.complain(`✗ ${reading.text}`);
      if (dialogue.isPerson) continue;
      return null;
    }
    const { url } = reading;
    const tested = await testAddress(url, net);
    if (dialogue.signal.aborted) return null;
    if (tested.kind === "good") {
      sayGood(dialogue, tested.settings);
      return { url, config: tested.settings.config };
    }
    dialogue.complain(`✗ ${tested.text}`);
    if (await dialogue.confirm("  Use this address all the same?", false))
      return { url, config: null };
    if (!dialogue.isPerson || dialogue.signal.aborted) return null;
    if (suggestion === url) suggestion = null;
  }
}

function sayGood(
  dialogue: Dialogue,
  { config, problems }: WebappSettings,
): void {
  dialogue.say(
    `✓ It answers: its tasks are in ${config.tasksDirectory}, and it expects the daemon on port ${config.websocketPort}.`,
  );
  for (const { text } of problems) dialogue.say(`! ${text}`);
}

/** `null` for no answer, else an absolute path. */
export async function askForBasedir(
  { dialogue, cwd, home }: Asking,
  { given, known, config }: BasedirQuestion,
): Promise<string | null> {
  const tasksDirectory = config?.tasksDirectory ?? null;
  let wanted = given;
  let suggestion = known;
  if (wanted === null) {
    dialogue.say(explainPaths(tasksDirectory ?? "/tasks"));
    suggestion ??= await findBasedir(tasksDirectory ?? "/tasks");
  }
  for (;;) {
    const typed =
      wanted ??
      (await dialogue.ask("Folder in front of the webapp's paths", suggestion));
    wanted = null;
    if (typed === null) return null;
    const basedir = readBasedir(typed, { cwd, home });
    const tested = await testBasedir(basedir, tasksDirectory);
    const mark = { good: "✓", doubtful: "!", bad: "✗" }[tested.kind];
    const tell = tested.kind === "bad" ? dialogue.complain : dialogue.say;
    tell(`${mark} ${tested.text}`);
    if (tested.suggestion !== null)
      dialogue.say(
        `  That is the tasks folder itself; the folder in front of it is ${tested.suggestion}.`,
      );
    if (tested.kind === "good") return basedir;
    const isFine = tested.kind === "doubtful" && tested.suggestion === null;
    if (isFine && !dialogue.isPerson) return basedir;
    if (await dialogue.confirm("  Use it all the same?", isFine))
      return basedir;
    if (!dialogue.isPerson || dialogue.signal.aborted) return null;
    if (suggestion === basedir) suggestion = null;
    suggestion = tested.suggestion ?? suggestion;
  }
}

export interface BasedirQuestion {
  readonly given: string | null;
  readonly known: string | null;
  readonly config: WebappConfig | null;
}

function explainPaths(tasksDirectory: string): string {
  return `
The webapp runs in a container and says ${tasksDirectory} for the folder with its tasks.
Here, outside of the container, the same folder has a longer path, for example
  /opt/beehive-docker/amphigory${tasksDirectory}
What is needed is the part in front: /opt/beehive-docker/amphigory
In the container's compose file it is on the left of a line below volumes:
  - /opt/beehive-docker/amphigory${tasksDirectory}:${tasksDirectory}`;
}
