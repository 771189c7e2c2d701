/**
 * Bytes of a file that somebody sent → UTF-8. Windows writes what a program printed as UTF-16, with or without a byte
 * order mark; a packed or binary file is refused with a sentence.
 */
export interface Decoder {
  /** The chunk in UTF-8. */
  push(chunk: Uint8Array): Uint8Array;
}

export type Opened =
  | { readonly kind: "text"; readonly decoder: Decoder }
  | { readonly kind: "refused"; readonly reason: string };

/** What kind of text it is, from its first bytes; they are pushed again afterwards. */
export function openDecoder(head: Uint8Array): Opened {
  const [first = 0, second = 0] = head;
  if (first === 0x1f && second === 0x8b)
    return { kind: "refused", reason: "is packed (gzip); unpack it first" };
  if (first === 0x50 && second === 0x4b)
    return { kind: "refused", reason: "is packed (zip); unpack it first" };
  const encoding = utf16Of(head);
  if (encoding === null && head.includes(0))
    return { kind: "refused", reason: "is no text" };
  return { kind: "text", decoder: createDecoder(encoding) };
}

/** Text of western languages in UTF-16 has a zero in every other byte. */
function utf16Of(head: Uint8Array): "utf-16le" | "utf-16be" | null {
  const [first, second] = head;
  if (first === 0xff && second === 0xfe) return "utf-16le";
  if (first === 0xfe && second === 0xff) return "utf-16be";
  const zeros = [0, 0];
  for (const [at, byte] of head.entries())
    if (byte === 0) zeros[at % 2] = (zeros[at % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  const most = head.length * MOSTLY_WESTERN;
  if (odd > most && even === 0) return "utf-16le";
  return even > most && odd === 0 ? "utf-16be" : null;
}

/** Of all bytes; half of them would be all of the zeros. */
const MOSTLY_WESTERN = 0.3;

function createDecoder(encoding: "utf-16le" | "utf-16be" | null): Decoder {
  if (encoding === null) return { push: (chunk) => chunk };
  const decoder = new TextDecoder(encoding);
  const encoder = new TextEncoder();
  return {
    push: (chunk) => encoder.encode(decoder.decode(chunk, { stream: true })),
  };
}
