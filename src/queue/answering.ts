import type { Delivered } from "../state/event.ts";
import type { Problem } from "../state/problem.ts";
import type { TaskResponse } from "../state/response.ts";
import type { KeptAnswer } from "../wire/response.ts";
import {
  deliverAnswer,
  removeAnsweredClaim,
  removeClaim,
  toAnswer,
} from "./delivery.ts";
import type { FileOps } from "./file-ops.ts";
import { createLayout, type Layout } from "./layout.ts";
import type { Outbox } from "./outbox.ts";
import { withTrouble, type Trouble } from "./trouble.ts";

export type Completed =
  | { readonly kind: "written" }
  /** Safe in our own folder; delivered when the tasks folder takes it. */
  | { readonly kind: "kept"; readonly problem: Problem }
  /** Neither folder took it: only in memory, and tried again with every look at the queue. */
  | { readonly kind: "unsaved"; readonly problem: Problem };

/** Every answer goes through the outbox, so that there is no moment in which nobody has it. */
export interface Answering {
  give(response: TaskResponse, layout: Layout): Promise<Completed>;
  /** Tries again to deliver what was kept for this tasks folder, and to save what is only in memory. */
  retry(layout: Layout): Promise<Trouble | null>;
  /** Nobody waits for this one: its delivery is told by `takeDelivered`. */
  giveLate(answer: KeptAnswer): Promise<void>;
  /** What `giveLate` and `retry` delivered since the last call. */
  takeDelivered(): readonly Delivered[];
}

export function createAnswering(ops: FileOps, outbox: Outbox): Answering {
  let delivered: readonly Delivered[] = [];
  /** Files in `in_progress/` that say "answered" and could not be removed. */
  let leftover: readonly KeptAnswer[] = [];

  async function deliver(answer: KeptAnswer): Promise<Trouble | null> {
    const layout = createLayout(answer.tasksDirectory);
    const trouble = await withTrouble(layout.directory, async () => {
      await deliverAnswer(ops, layout, answer);
      // Before the claim: it is what says that this answer is not to be delivered again.
      return outbox.remove(answer);
    });
    if (trouble) return trouble;
    // A claim that can not be removed says "answered": it is removed later, or by the next opening of the folder.
    const refused = await withTrouble(layout.directory, () =>
      removeClaim(ops, layout, answer.taskId),
    );
    if (refused) leftover = [...leftover, answer];
    return null;
  }

  async function removeLeftover({ directory }: Layout): Promise<void> {
    const owed = leftover;
    leftover = [];
    for (const answer of owed) {
      const layout = createLayout(answer.tasksDirectory);
      const refused =
        answer.tasksDirectory !== directory ||
        (await withTrouble(directory, () =>
          removeAnsweredClaim(ops, layout, answer.taskId),
        ));
      if (refused) leftover = [...leftover, answer];
    }
  }

  async function retry(layout: Layout): Promise<Trouble | null> {
    const { directory } = layout;
    await removeLeftover(layout);
    for (const answer of outbox.pending(directory)) {
      const trouble = await deliver(answer);
      if (trouble) return (await outbox.save()) ?? trouble;
      const { taskId, outcome } = answer;
      delivered = [...delivered, { taskId, outcome }];
    }
    return outbox.save();
  }

  return {
    async give(response, { directory }) {
      const answer = toAnswer(response, directory);
      outbox.add(answer);
      const trouble = await deliver(answer);
      if (trouble === null) return { kind: "written" };
      const unsaved = await outbox.save();
      if (unsaved === null) return { kind: "kept", problem: trouble.problem };
      return { kind: "unsaved", problem: neither(trouble, unsaved) };
    },
    async giveLate(answer) {
      outbox.add(answer);
      await retry(createLayout(answer.tasksDirectory));
    },
    retry,
    takeDelivered() {
      const taken = delivered;
      delivered = [];
      return taken;
    },
  };
}

function neither(tasks: Trouble, own: Trouble): Problem {
  return {
    key: "answer_unsaved",
    text: `An answer is only in memory. ${tasks.problem.text} ${own.problem.text}`,
    hint: `Do not stop the daemon before one of the two folders can be written again. ${tasks.problem.hint}`,
  };
}
