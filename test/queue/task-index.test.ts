import { expect, test } from "bun:test";
import fc from "fast-check";
import { createTaskIndex } from "../../src/queue/task-index.ts";

const ids = fc.array(fc.integer({ min: 0, max: 12 }).map((n) => `t${n}`));

type Step =
  | { readonly kind: "order" | "queued" | "answered"; readonly ids: string[] }
  | {
      readonly kind: "setQueued" | "setAnswered";
      readonly id: string;
      readonly isThere: boolean;
    };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constantFrom("order", "queued", "answered"),
    ids,
  }),
  fc.record({
    kind: fc.constantFrom("setQueued", "setAnswered"),
    id: fc.integer({ min: 0, max: 12 }).map((n) => `t${n}`),
    isThere: fc.boolean(),
  }),
);

/** The same thing said with sets. */
function createModel() {
  let order: readonly string[] = [];
  let queued = new Set<string>();
  let answered = new Set<string>();
  const set = (names: Set<string>, id: string, isThere: boolean) =>
    isThere ? names.add(id) : names.delete(id);
  return {
    apply(step: Step) {
      if (step.kind === "order") order = step.ids;
      if (step.kind === "queued") queued = new Set(step.ids);
      if (step.kind === "answered") answered = new Set(step.ids);
      if (step.kind === "setQueued") set(queued, step.id, step.isThere);
      if (step.kind === "setAnswered") set(answered, step.id, step.isThere);
    },
    waiting: () =>
      [...new Set(order)].filter((id) => queued.has(id) && !answered.has(id)),
    unread: () =>
      [...new Set(order)].filter((id) => queued.has(id) && answered.has(id)),
  };
}

test("whatever comes in whatever order, the listed, queued and unanswered ids wait, each once", () => {
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      const index = createTaskIndex();
      const model = createModel();
      for (const step of steps) {
        model.apply(step);
        if (step.kind === "order") index.setOrder(step.ids);
        if (step.kind === "queued") index.replaceQueued(step.ids);
        if (step.kind === "answered") index.replaceAnswered(step.ids);
        if (step.kind === "setQueued") index.setQueued(step.id, step.isThere);
        if (step.kind === "setAnswered")
          index.setAnswered(step.id, step.isThere);
      }
      const { count, head, answered } = index.waiting(3);
      const ids = head.map(({ id }) => id);
      const [waiting, unread] = [model.waiting(), model.unread()];
      expect({ count, ids, answered }).toEqual({
        count: waiting.length,
        ids: waiting.slice(0, 3),
        answered: { count: unread.length, first: unread[0] ?? null },
      });
    }),
  );
});

test("a hint has the file read again, but does not make it younger", () => {
  const index = createTaskIndex();
  index.setOrder(["a"]);
  index.setQueued("a", true);
  const sighting = { mark: "1", mtimeMs: 0, firstSeen: 0 };
  for (const slot of index.waiting(1).head) slot.sighting = sighting;
  index.setQueued("a", true);
  expect(index.slotOf("a").sighting).toEqual(sighting);
});
