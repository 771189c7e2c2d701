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
    (one) => one.keys.includes(key) && isOn(one, context),
  );
  if (binding) return binding.action(context);
  return /^(?![a-z])\p{L}$/iu.test(key) ? OTHER_LETTERS : null;
}

/** A keyboard that is set to Greek or Russian, say. */
const OTHER_LETTERS: Action = {
  kind: "say",
  text: "The keys are Latin letters; the keyboard is set to others. Arrows, Tab, Enter, Escape and Ctrl-C are the same everywhere.",
};

export function isOn(binding: KeyBinding, context: KeyContext): boolean {
  return binding.isOn === undefined || binding.isOn(context);
}

/** A key that the footer may name. */
export type FooterKey = KeyBinding & Required<Pick<KeyBinding, "footer">>;

/** The most important first. */
export function footerKeys(context: KeyContext): readonly FooterKey[] {
  return KEYS.filter((one) => isOn(one, context))
    .filter((one): one is FooterKey => one.footer !== undefined)
    .toSorted((one, other) => one.footer.rank - other.footer.rank);
}

const DISMISS: Action = { kind: "ui", change: { type: "dismissed" } };
