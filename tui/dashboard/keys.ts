import type { Action } from "./action.ts";
import { KEYS, type KeyBinding, type KeyContext } from "./key-table.ts";

/** What a key means now; `null` if nothing. A question takes every key. */
export function actionFor(key: string, context: KeyContext): Action | null {
  const { ui } = context;
  if (ui.question) {
    const chosen = ui.question.options.find((option) => option.key === key);
    if (chosen) return chosen.action;
    return key === "escape" ? DISMISS : null;
  }
  if (key === "escape" || (ui.overlay && key === "q")) return DISMISS;
  const binding = KEYS.find(
    (one) => one.keys.includes(key) && one.isOn(context),
  );
  return binding?.action(context) ?? null;
}

/** Those of the footer, the most important first. */
export function footerKeys(context: KeyContext): readonly KeyBinding[] {
  return KEYS.filter((one) => one.rank !== null && one.isOn(context)).toSorted(
    (one, other) => (one.rank ?? 0) - (other.rank ?? 0),
  );
}

const DISMISS: Action = { kind: "ui", change: { type: "dismissed" } };
