/**
 * EBML elements, read (RFC 8794): an id, a size, a body. The bytes may be garbage or a lie: what makes no sense is
 * `null` or the end of a list, nothing throws, and no size is believed further than the bytes that are there.
 */
export interface ElementHead {
  readonly id: number;
  /** Bytes of the body as the head says them (up to 2^56, beyond 2^53 roughly); `null` when it is left open. */
  readonly size: number | null;
  /** Bytes of the head itself. */
  readonly length: number;
}

export interface Child {
  readonly id: number;
  readonly body: Uint8Array;
}

/** An id of at most 4 bytes and a size of at most 8: the limits of Matroska. */
export const LONGEST_HEAD = 12;

const LONGEST_ID = 4;
/** Far more than any list in a head has; a list of garbage must not cost time. */
const MOST_CHILDREN = 10_000;

export function readHead(bytes: Uint8Array, at = 0): ElementHead | null {
  const idLength = lengthOf(bytes[at]);
  if (idLength === null || idLength > LONGEST_ID) return null;
  const sizeLength = lengthOf(bytes[at + idLength]);
  if (sizeLength === null) return null;
  const length = idLength + sizeLength;
  if (at + length > bytes.length) return null;
  const id = readUint(bytes.subarray(at, at + idLength));
  const size = readSize(bytes.subarray(at + idLength, at + length));
  return { id, size, length };
}

/** What is in a body, as far as it is whole. */
export function* childrenOf(body: Uint8Array): Generator<Child> {
  for (let at = 0, count = 0; count < MOST_CHILDREN; count++) {
    const head = readHead(body, at);
    if (!head || head.size === null) return;
    const start = at + head.length;
    const end = start + head.size;
    if (end > body.length) return;
    yield { id: head.id, body: body.subarray(start, end) };
    at = end;
  }
}

/** The first child of this id. */
export function findChild(body: Uint8Array, id: number): Uint8Array | null {
  for (const child of childrenOf(body)) if (child.id === id) return child.body;
  return null;
}

export function readUint(bytes: Uint8Array): number {
  return bytes.reduce((value, byte) => value * 256 + byte, 0);
}

/** `null` unless it is a float of four or eight bytes. */
export function readFloat(bytes: Uint8Array): number | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (bytes.length === 4) return view.getFloat32(0);
  return bytes.length === 8 ? view.getFloat64(0) : null;
}

/** Zeros may fill up the end. */
export function readText(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes).replace(/\0.*$/s, "");
}

/** How many bytes an id or a size has, by its first one. */
function lengthOf(first: number | undefined): number | null {
  return first ? Math.clz32(first) - 23 : null;
}

/** The first byte's highest bit only says the length; all other bits set means "not known". */
function readSize(bytes: Uint8Array): number | null {
  const [first = 0, ...rest] = bytes;
  const mask = (1 << (8 - bytes.length)) - 1;
  const isOpen = (first & mask) === mask && rest.every((byte) => byte === 0xff);
  if (isOpen) return null;
  return rest.reduce((value, byte) => value * 256 + byte, first & mask);
}
