import type { Fact } from "../state/event.ts";
import type { Command } from "../wire/attach.ts";

/** What a person's command means inside. */
export function factOfCommand(command: Command): Fact {
  switch (command) {
    case "pause":
      return { type: "pauseRequested", now: false };
    case "pause-now":
      return { type: "pauseRequested", now: true };
    case "resume":
      return { type: "resumeRequested" };
    case "eject":
      return { type: "ejectRequested" };
    case "acknowledge":
      return { type: "failuresAcknowledged" };
    case "restart":
      return { type: "stopRequested", restart: true };
    case "quit":
      return { type: "stopRequested", restart: false };
  }
}
