import type { Command } from "../../src/wire/attach.ts";
import type { UiChange } from "./ui.ts";

/** What a key leads to. Data, so that keys, questions and help can be tested without doing it. */
export type Action =
  | { readonly kind: "ui"; readonly change: UiChange }
  /** `done` is said when the daemon has heard it. */
  | {
      readonly kind: "command";
      readonly command: Command;
      readonly done: string | null;
    }
  | { readonly kind: "open"; readonly page: Page }
  | { readonly kind: "startDaemon" }
  | { readonly kind: "say"; readonly text: string }
  /** The terminal's shell is there for a while. */
  | { readonly kind: "suspend" }
  /** `endDaemon`: the daemon is told to quit, too. */
  | { readonly kind: "leave"; readonly endDaemon: boolean };

export type Page = "webapp" | "help" | "preferences";
