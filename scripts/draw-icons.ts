/**
 * `bun scripts/draw-icons.ts`: draws the icons of the menu bar from assets/icons/source, each as a template image of
 * 36 × 36 pixels at 144 DPI (18 points on a Mac), as data for the menu (tui/menubar/icons.ts) and as a sheet for people
 * (docs/icons.png). A test draws them again and compares.
 */
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Resvg } from "@resvg/resvg-js";
import { FRAMES, MARKS, type Mark } from "../tui/menubar/icon.ts";
import { encodePng, type Pixels } from "./png.ts";

export interface Icon {
  readonly name: string;
  readonly svg: string;
}

const ROOT = join(import.meta.dir, "..");
export const ICONS_DIR = join(ROOT, "assets/icons");
export const DATA_FILE = join(ROOT, "tui/menubar/icons.ts");
const SHEET_FILE = join(ROOT, "docs/icons.png");

export const ICON_SIZE = 36;
export const ICON_DPI = 144;
const MARK_BOX = 12;
/** A mark alone has more room than two or three side by side. */
const MARK_SIZES = [0, 16, 13, 12] as const;
/** Nothing of the disc is drawn so near to the marks. */
const GAP = 1.5;
const ROUNDING = 5;

/** Every icon there is, in the order of the sheet: a row for each stack of marks. */
export function icons(): readonly Icon[] {
  return stacks().flatMap((marks) =>
    bases().map(({ name, svg }) => ({
      name: [name, ...marks].join("-"),
      svg: withMarks(svg, marks),
    })),
  );
}

/** Straight from the drawing: red, green, blue and alpha, not multiplied with each other. */
export function drawIcon({ svg }: Icon): Pixels {
  const { width, height, pixels } = new Resvg(svg).render();
  return { width, height, rgba: pixels };
}

function bases(): readonly Icon[] {
  const working = source("working");
  const turns = Array.from({ length: FRAMES }, (_, frame) => ({
    name: `working-${frame}`,
    svg: `<g transform="rotate(${(frame * 360) / FRAMES} 18 18)">${working}</g>`,
  }));
  return [
    { name: "empty", svg: source("empty") },
    { name: "disc", svg: source("disc") },
    ...turns,
  ];
}

/** None, then each alone, then two, then all; always in the same order. */
function stacks(): readonly (readonly Mark[])[] {
  return Array.from({ length: 2 ** MARKS.length }, (_, bits) =>
    MARKS.filter((_mark, index) => bits & (1 << index)),
  ).sort((a, b) => a.length - b.length);
}

function withMarks(base: string, marks: readonly Mark[]): string {
  const size = MARK_SIZES[marks.length] ?? MARK_BOX;
  const placed = marks.map((mark, index) => {
    const x = ICON_SIZE - size * (marks.length - index);
    const y = ICON_SIZE - size;
    return `<g transform="translate(${x} ${y}) scale(${size / MARK_BOX})">${source(mark)}</g>`;
  });
  const room = { x: ICON_SIZE - size * marks.length, y: ICON_SIZE - size };
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${ICON_SIZE}" height="${ICON_SIZE}" viewBox="0 0 ${ICON_SIZE} ${ICON_SIZE}">
${marks.length === 0 ? base : `${cleared(room)}<g mask="url(#free)">${base}</g>`}
${placed.join("")}
</svg>`;
}

/** A mask that keeps the corner free, so that marks stand by themselves. */
function cleared({ x, y }: { readonly x: number; readonly y: number }): string {
  const corner = `x="${x - GAP}" y="${y - GAP}" width="${2 * ICON_SIZE}" height="${2 * ICON_SIZE}" rx="${ROUNDING}"`;
  return `<defs><mask id="free" x="0" y="0" width="${ICON_SIZE}" height="${ICON_SIZE}" maskUnits="userSpaceOnUse"><rect width="${ICON_SIZE}" height="${ICON_SIZE}" fill="#fff" /><rect ${corner} /></mask></defs>`;
}

/** What is inside of the outermost element. */
function source(name: string): string {
  const text = readFileSync(join(ICONS_DIR, "source", `${name}.svg`), "utf8");
  return text.replace(/^\s*<svg[^>]*>/, "").replace(/<\/svg>\s*$/, "");
}

/** The module that the menu loads: one base64 text an icon. */
export function dataModule(
  images: readonly { readonly name: string; readonly png: Uint8Array }[],
): string {
  const lines = images.map(
    ({ name, png }) => `  "${name}": "${png.toBase64()}",`,
  );
  return `/** Made by scripts/draw-icons.ts from assets/icons: PNG as base64, by name. */
export const ICONS: Readonly<Record<string, string>> = {
${lines.join("\n")}
};
`;
}

/** All of them at once, twice as large, on a light and on a dark menu bar. */
function sheet(all: readonly Icon[]): Uint8Array {
  const columns = bases().length;
  const cell = ICON_SIZE + 12;
  const width = columns * cell;
  const height = (all.length / columns) * cell;
  const panel = (x: number, back: string, matrix: string) => {
    const images = all.map(({ svg }, index) => {
      const left = (index % columns) * cell + 6;
      const top = Math.floor(index / columns) * cell + 6;
      const data = Buffer.from(svg).toString("base64");
      return `<image x="${left}" y="${top}" width="${ICON_SIZE}" height="${ICON_SIZE}" href="data:image/svg+xml;base64,${data}" />`;
    });
    return `<g transform="translate(${x} 0)"><rect width="${width}" height="${height}" fill="${back}" /><g${matrix}>${images.join("")}</g></g>`;
  };
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${2 * width}" height="${height}">
<defs><filter id="white" color-interpolation-filters="sRGB"><feColorMatrix values="0 0 0 0 1  0 0 0 0 1  0 0 0 0 1  0 0 0 1 0" /></filter></defs>
${panel(0, "#f2f2f2", "")}
${panel(width, "#262626", ' filter="url(#white)"')}
</svg>`;
  return new Resvg(svg).render().asPng();
}

function write(): void {
  const all = icons();
  const images = all.map((icon) => ({
    name: icon.name,
    png: encodePng(drawIcon(icon), ICON_DPI),
  }));
  for (const file of readdirSync(ICONS_DIR))
    if (file.endsWith(".png")) rmSync(join(ICONS_DIR, file));
  for (const { name, png } of images)
    writeFileSync(join(ICONS_DIR, `${name}.png`), png);
  writeFileSync(DATA_FILE, dataModule(images));
  Bun.spawnSync([process.execPath, "fmt", DATA_FILE]);
  writeFileSync(SHEET_FILE, sheet(all));
  const bytes = images.reduce((sum, { png }) => sum + png.length, 0);
  console.log(`${images.length} icons, ${bytes} bytes`);
}

if (import.meta.main) write();
