import { join } from "node:path";
import { until } from "./daemon.ts";
import { tempDir } from "./temp-dir.ts";

/** A real terminal (tmux, with a server of its own) in which a program runs: keys are typed, the screen is read. */
export interface TestTerminal extends AsyncDisposable {
  /** The lines on the screen now. */
  screen(): string;
  /** Waits until the screen is as asked for, and gives it. */
  shows(is: string | ((screen: string) => boolean)): Promise<string>;
  /** Names as tmux knows them: `p`, `Escape`, `C-c`. */
  type(...keys: readonly string[]): void;
  resize(columns: number, rows: number): void;
  /** A value of tmux's about the terminal: `alternate_on`, `cursor_flag`, `pane_title`. */
  value(name: string): string;
}

export interface TerminalOptions {
  readonly columns: number;
  readonly rows: number;
  /** Given to a shell; what follows the program is seen as well. */
  readonly command: string;
  readonly env?: Readonly<Record<string, string>>;
}

export const hasTmux = Bun.which("tmux") !== null;

export async function openTerminal(
  options: TerminalOptions,
): Promise<TestTerminal> {
  const dir = await tempDir();
  const socket = join(dir.path, "tmux");
  const tmux = (...words: readonly string[]) => {
    const call = ["tmux", "-u", "-S", socket, "-f", "/dev/null", ...words];
    const { stdout } = Bun.spawnSync(call, {
      env: { ...process.env, LANG: "C.UTF-8", TMUX: "", ...options.env },
    });
    return stdout.toString();
  };
  const size = ["-x", String(options.columns), "-y", String(options.rows)];
  // Stays open when the program has ended, so that what it leaves behind can be looked at.
  tmux("new-session", "-d", ...size, `${options.command}; cat`);
  const screen = () => tmux("capture-pane", "-p");
  return {
    screen,
    async shows(is) {
      const isRight =
        typeof is === "string" ? (text: string) => text.includes(is) : is;
      let last = "";
      return until(`the screen to be ${String(is)}`, () => {
        last = screen();
        return isRight(last) ? last : null;
      }).catch((error: Error) => {
        throw new Error(`${error.message}\n${last}`);
      });
    },
    type: (...keys) => void tmux("send-keys", ...keys),
    resize: (columns, rows) =>
      void tmux("resize-window", "-x", String(columns), "-y", String(rows)),
    value: (name) => tmux("display-message", "-p", `#{${name}}`).trim(),
    async [Symbol.asyncDispose]() {
      tmux("kill-server");
      await dir[Symbol.asyncDispose]();
    },
  };
}
