/** The terminal's bell and title: neither moves the cursor, so they may go out between two frames. */
export interface Terminal {
  ring(): void;
  setTitle(text: string): void;
  /** Gives the title back that was there before, or none. Safe to be called twice. */
  restore(): void;
}

const BELL = "\u0007";
const ESC = "\u001B";
/** XTWINOPS 22 and 23 of xterm's control sequences: the title is put on a stack and taken from it again. */
const PUSH_TITLE = `${ESC}[22;0t`;
const POP_TITLE = `${ESC}[23;0t`;

export function createTerminal(
  { bell, title }: { readonly bell: boolean; readonly title: boolean },
  write: (text: string) => void,
): Terminal {
  let shown: string | null = null;
  return {
    ring() {
      if (bell) write(BELL);
    },
    setTitle(text) {
      if (!title || text === shown) return;
      write(`${shown === null ? PUSH_TITLE : ""}${titled(text)}`);
      shown = text;
    },
    restore() {
      if (shown === null) return;
      // A terminal without that stack has no title then, which is what most begin with.
      write(`${titled("")}${POP_TITLE}`);
      shown = null;
    },
  };
}

/** OSC 2. A control character would end it. */
function titled(text: string): string {
  return `${ESC}]2;${text.replaceAll(/\p{Cc}/gu, "")}${BELL}`;
}
