import { open } from "node:fs/promises";

/** What a look at a finished file says. */
export type FileCheck =
  | { readonly kind: "playable"; readonly bytes: number }
  | { readonly kind: "missing" }
  | { readonly kind: "broken"; readonly why: string };

const EBML_ID = "1a45dfa3";
const SEGMENT_ID = "18538067";
const HEAD_BYTES = 128;

/** Whether it is Matroska and all of it is there: the two outermost elements have to end where the file ends. */
export async function checkMatroska(path: string): Promise<FileCheck> {
  const file = await open(path).catch(() => null);
  if (!file) return { kind: "missing" };
  try {
    const bytes = (await file.stat()).size;
    const { buffer } = await file.read(
      Buffer.alloc(HEAD_BYTES),
      0,
      HEAD_BYTES,
      0,
    );
    return checkHead(buffer, bytes);
  } finally {
    await file.close();
  }
}

function checkHead(head: Buffer, bytes: number): FileCheck {
  const ebml = readElement(head, 0, EBML_ID);
  const segment = ebml === null ? null : readElement(head, ebml, SEGMENT_ID);
  if (segment === null) return { kind: "broken", why: "not Matroska" };
  if (segment === bytes) return { kind: "playable", bytes };
  return {
    kind: "broken",
    why: `${bytes} bytes long, but its header says ${segment}`,
  };
}

/** Where the element with that four-byte id ends; `null` if it is another one. */
function readElement(head: Buffer, at: number, id: string): number | null {
  if (head.subarray(at, at + 4).toString("hex") !== id) return null;
  const length = Math.clz32(head.readUInt8(at + 4)) - 23;
  const coded = head.subarray(at + 4, at + 4 + length).toString("hex");
  const size = BigInt(`0x${coded}`) & ((1n << BigInt(7 * length)) - 1n);
  return at + 4 + length + Number(size);
}
