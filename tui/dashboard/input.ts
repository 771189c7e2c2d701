import type { Key } from "ink";

type NamedKey = Exclude<
  {
    [Name in keyof Key]: Key[Name] extends boolean ? Name : never;
  }[keyof Key],
  undefined
>;

const NAMES: readonly (readonly [NamedKey, string])[] = [
  ["upArrow", "up"],
  ["downArrow", "down"],
  ["leftArrow", "left"],
  ["rightArrow", "right"],
  ["pageUp", "pageup"],
  ["pageDown", "pagedown"],
  ["home", "home"],
  ["end", "end"],
  ["return", "enter"],
  ["escape", "escape"],
];

/**
 * What Ink reports, as the names that the table of keys uses; several where a key was held down. Text of more than one
 * letter was pasted, or typed into a window that hung: nobody meant it as a key, so it is none.
 */
export function keyNamesOf(input: string, key: Key): readonly string[] {
  if (key.tab) return [key.shift ? "shift+tab" : "tab"];
  const named = NAMES.find(([name]) => key[name]);
  if (named) return [named[1]];
  if (key.ctrl && input === "z") return ["ctrl+z"];
  if (input === "" || key.ctrl || key.meta) return [];
  const letters = Array.from(input);
  const isHeld = letters.every((letter) => letter === letters[0]);
  if (!isHeld) return [];
  return letters.map((letter) => LETTERS[letter] ?? letter);
}

/** Tab and Enter come as letters when they are held down. */
const LETTERS: Readonly<Record<string, string>> = {
  " ": "space",
  "\t": "tab",
  "\r": "enter",
};
