import type { Delivered } from "../state/event.ts";
import type { Problem } from "../state/problem.ts";
import type { TaskResponse } from "../state/response.ts";
import type { KeptAnswer } from "../wire/response.ts";
import { deliverAnswer, toAnswer } from "./answers.ts";
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
  giveLate(response: TaskResponse, layout: Layout): Promise<void>;
  /** What `giveLate` and `retry` delivered since the last call. */
  takeDelivered(): readonly Delivered[];
}

export function createAnswering(ops: FileOps, outbox: Outbox): Answering {
  let delivered: readonly Delivered[] = [];

  async function deliver(answer: KeptAnswer): Promise<Trouble | null> {
    const { tasksDirectory } = answer;
    const trouble = await withTrouble(tasksDirectory, () =>
      deliverAnswer(ops, createLayout(tasksDirectory), answer),
    );
    if (trouble) return trouble;
    await outbox.remove(answer);
    return null;
  }

  async function retry({ directory }: Layout): Promise<Trouble | null> {
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
    async giveLate(response, layout) {
      outbox.add(toAnswer(response, layout.directory));
      await retry(layout);
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
