/** EBML elements, written (RFC 8794): id, size in eight bytes, body. */
const SIZE_BYTES = 8;

export function element(id: number, parts: readonly Uint8Array[]): Uint8Array {
  const body = join(parts);
  return join([elementHead(id, body.length), body]);
}

export function elementHead(id: number, size: number): Uint8Array {
  const coded = new Uint8Array(SIZE_BYTES);
  new DataView(coded.buffer).setBigUint64(0, BigInt(size));
  coded[0] = 1; // the marker bit of an eight-byte size
  return join([bigEndian(id), coded]);
}

export function uint(id: number, value: number): Uint8Array {
  return element(id, [bigEndian(value)]);
}

export function float(id: number, value: number): Uint8Array {
  const coded = new Uint8Array(8);
  new DataView(coded.buffer).setFloat64(0, value);
  return element(id, [coded]);
}

export function text(id: number, value: string): Uint8Array {
  return element(id, [new TextEncoder().encode(value)]);
}

/** Without leading zeros, at least one byte. */
function bigEndian(value: number): Uint8Array {
  const bytes = [value & 0xff];
  for (
    let rest = Math.floor(value / 256);
    rest > 0;
    rest = Math.floor(rest / 256)
  ) {
    bytes.unshift(rest & 0xff);
  }
  return Uint8Array.from(bytes);
}

export function join(parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(
    parts.reduce((sum, part) => sum + part.length, 0),
  );
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
