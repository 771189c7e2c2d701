import { EXIT, type ExitCode } from "../../src/lib/exit-code.ts";
import { ownCommand } from "../../src/lib/own-command.ts";
import { fetchState, type StateAnswer } from "../attach.ts";

/** With the start of the process it stays below one second. */
const LIMIT_MS = 700;

/**
 * `amphigory --menubar`: asks the daemon once, writes one menu, in one piece. The exit code is 0 whatever happens, for
 * SwiftBar shows nothing of a plugin that fails. What is loaded here is loaded every few seconds.
 */
export async function runMenubar({
  configDir,
}: {
  readonly configDir: string;
}): Promise<ExitCode> {
  const asking = fetchState(configDir, LIMIT_MS);
  // While the daemon thinks.
  const { menuView } = await import("./menu-view.ts");
  const view = (answer: StateAnswer) =>
    menuView(answer, { now: Date.now(), command: ownCommand(), configDir });
  const answer = await asking;
  let text: string;
  try {
    text = view(answer);
  } catch (fault) {
    // A daemon that says our version and means another, or a bug of ours: the menu stays a menu.
    text = view({ kind: "failed", text: `The menu failed: ${String(fault)}` });
  }
  // `process.stdout` takes 20 ms to be made. Nobody is there to be told when SwiftBar has gone away meanwhile.
  await Bun.write(Bun.stdout, text).catch(() => 0);
  return EXIT.ok;
}

/** A call that can not be understood is a menu, too: SwiftBar would hide the sentence on stderr. */
export async function showMistake(
  mistake: string,
  configDir: string,
): Promise<ExitCode> {
  const { menuView } = await import("./menu-view.ts");
  const text = `${mistake} The plugin calls this program in a wrong way. Run: amphigory install menubar`;
  const here = { now: Date.now(), command: ownCommand(), configDir };
  await Bun.write(Bun.stdout, menuView({ kind: "failed", text }, here)).catch(
    () => 0,
  );
  return EXIT.ok;
}
