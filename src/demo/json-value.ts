import type { Json } from "./webapp.ts";

/** What a value of an answer is, or the least surprising stand-in for one that is not there. */
export function textOf(value: Json | undefined): string {
  return typeof value === "string" ? value : "-";
}

export function numberOf(value: Json | undefined): number {
  return typeof value === "number" ? value : 0;
}

export function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}
