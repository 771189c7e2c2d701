import { deflateSync, inflateSync } from "node:zlib";

/** PNG files of one kind: black with alpha, 8 bits each, and a resolution. Just what a template image of macOS needs. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8Array;
}

export interface TemplateImage {
  readonly width: number;
  readonly height: number;
  readonly dpi: number;
  /** One byte a pixel. */
  readonly alpha: Uint8Array;
}

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
/** Grey and alpha. */
const COLOUR_TYPE = 4;
const INCHES_PER_METRE = 1 / 0.0254;

/** Only the alpha counts: a template image has no colours. */
export function encodePng({ width, height, rgba }: Pixels, dpi: number) {
  const rows = Buffer.alloc(height * (1 + 2 * width));
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      rows[y * (1 + 2 * width) + 2 + 2 * x] = rgba[4 * (y * width + x) + 3]!;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, COLOUR_TYPE, 0, 0, 0], 8);
  const physical = Buffer.alloc(9);
  const perMetre = Math.round(dpi * INCHES_PER_METRE);
  physical.writeUInt32BE(perMetre, 0);
  physical.writeUInt32BE(perMetre, 4);
  physical[8] = 1;
  return Buffer.concat([
    Buffer.from(SIGNATURE),
    chunk("IHDR", header),
    chunk("pHYs", physical),
    chunk("IDAT", deflateSync(rows, { level: 9 })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

/** Reads what `encodePng` writes, and throws for anything else. */
export function decodePng(png: Uint8Array): TemplateImage {
  const chunks = chunksOf(Buffer.from(png));
  const header = chunks.get("IHDR");
  const physical = chunks.get("pHYs");
  const data = chunks.get("IDAT");
  if (!header || !physical || !data) throw new Error("a chunk is missing");
  if (header[8] !== 8 || header[9] !== COLOUR_TYPE || physical[8] !== 1)
    throw new Error("not grey with alpha at a resolution");
  const width = header.readUInt32BE(0);
  const height = header.readUInt32BE(4);
  const rows = inflateSync(data);
  const alpha = new Uint8Array(width * height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const at = y * (1 + 2 * width) + 1 + 2 * x;
      if (rows[at] !== 0) throw new Error("a pixel is not black");
      alpha[y * width + x] = rows[at + 1]!;
    }
  const dpi = Math.round(physical.readUInt32BE(0) / INCHES_PER_METRE);
  return { width, height, dpi, alpha };
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const ends = Buffer.alloc(8);
  ends.writeUInt32BE(data.length, 0);
  ends.writeUInt32BE(Bun.hash.crc32(body), 4);
  return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
}

function chunksOf(png: Buffer): ReadonlyMap<string, Buffer> {
  if (!SIGNATURE.every((byte, index) => png[index] === byte))
    throw new Error("not a PNG");
  const found = new Map<string, Buffer>();
  for (let at = SIGNATURE.length; at < png.length;) {
    const end = at + 8 + png.readUInt32BE(at);
    const body = png.subarray(at + 4, end);
    if (Bun.hash.crc32(body) !== png.readUInt32BE(end))
      throw new Error("a checksum is wrong");
    found.set(body.toString("latin1", 0, 4), body.subarray(4));
    at = end + 4;
  }
  return found;
}
