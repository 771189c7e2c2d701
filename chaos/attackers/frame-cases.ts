import { frame, type FrameParts, OPCODES } from "./frames.ts";

/**
 * What a client may do wrong after the handshake, after the chapters of RFC 6455 (and in the order in which the Autobahn
 * test suite goes through them). `stays`: all of it is allowed; `ends`: the connection has to be closed.
 */
export interface FrameCase {
  readonly name: string;
  /** Written one after the other, as pieces of one stream. */
  readonly sends: readonly Uint8Array[];
  readonly rule: "stays" | "ends";
}

const { text, binary, continuation, close, ping, pong } = OPCODES;
const KIB = 1024;

const stays = (name: string, ...sends: readonly Uint8Array[]): FrameCase => ({
  name,
  sends,
  rule: "stays",
});
const ends = (name: string, ...sends: readonly Uint8Array[]): FrameCase => ({
  name,
  sends,
  rule: "ends",
});
const bytes = (length: number, fill = "x") => Buffer.alloc(length, fill);
const octets = (whole: Buffer): readonly Uint8Array[] =>
  Array.from(whole, (byte) => Buffer.of(byte));

/** A close frame with this code, and a reason. */
function closing(code: number, reason: string | Uint8Array = ""): Buffer {
  const head = Buffer.alloc(2);
  head.writeUInt16BE(code);
  return frame({
    opcode: close,
    payload: Buffer.concat([head, Buffer.from(reason)]),
  });
}

const lengths: readonly FrameCase[] = [
  0, 1, 125, 126, 127, 128, 65_535, 65_536,
].flatMap((length) => [
  stays(
    `text of ${length} bytes`,
    frame({ opcode: text, payload: bytes(length) }),
  ),
  stays(
    `binary of ${length} bytes`,
    frame({ opcode: binary, payload: bytes(length) }),
  ),
]);

const tooLong: readonly FrameCase[] = [
  ends("text of 65,537 bytes", frame({ opcode: text, payload: bytes(65_537) })),
  ends(
    "text of 10 MiB",
    frame({ opcode: text, payload: bytes(10 * KIB * KIB) }),
  ),
  ends("says 1 GiB, sends nothing", frame({ opcode: binary, says: 2 ** 30 })),
  ends("says 2^63 - 1 bytes", frame({ opcode: binary, says: 2n ** 63n - 1n })),
  ends("says 2^64 - 1 bytes", frame({ opcode: binary, says: 2n ** 64n - 1n })),
  ends(
    "200 fragments of 1 KiB without an end",
    frame({ opcode: text, fin: false, payload: bytes(KIB) }),
    ...Array.from({ length: 199 }, () =>
      frame({ opcode: continuation, fin: false, payload: bytes(KIB) }),
    ),
  ),
];

const control: readonly FrameCase[] = [
  stays("ping of 125 bytes", frame({ opcode: ping, payload: bytes(125) })),
  ends("ping of 126 bytes", frame({ opcode: ping, payload: bytes(126) })),
  ends("pong of 126 bytes", frame({ opcode: pong, payload: bytes(126) })),
  ends("close of 126 bytes", frame({ opcode: close, payload: bytes(126) })),
  ends("ping in fragments", frame({ opcode: ping, fin: false, payload: "a" })),
  ends("close in fragments", frame({ opcode: close, fin: false })),
  stays(
    "pong that nobody asked for",
    frame({ opcode: pong, payload: "hello" }),
  ),
  stays(
    "1,000 pings in one piece",
    Buffer.concat(
      Array.from({ length: 1000 }, () =>
        frame({ opcode: ping, payload: bytes(125) }),
      ),
    ),
  ),
  stays(
    "ping, octet by octet",
    ...octets(frame({ opcode: ping, payload: "slow" })),
  ),
];

const reserved: readonly FrameCase[] = [1, 2, 3, 4, 5, 6, 7].flatMap((rsv) => [
  ends(
    `text with the reserved bits ${rsv}`,
    frame({ opcode: text, rsv, payload: "a" }),
  ),
  ends(
    `ping with the reserved bits ${rsv}`,
    frame({ opcode: ping, rsv, payload: "a" }),
  ),
]);

const opcodes: readonly FrameCase[] = [3, 4, 5, 6, 7, 11, 12, 13, 14, 15].map(
  (opcode) => ends(`the opcode ${opcode}`, frame({ opcode, payload: "a" })),
);

const half = (parts: FrameParts) => frame({ fin: false, ...parts });
const fragments: readonly FrameCase[] = [
  stays(
    "text in two fragments",
    half({ opcode: text, payload: "a" }),
    frame({ opcode: continuation, payload: "b" }),
  ),
  stays(
    "a ping between two fragments",
    half({ opcode: text, payload: "a" }),
    frame({ opcode: ping, payload: "p" }),
    frame({ opcode: continuation, payload: "b" }),
  ),
  stays(
    "64 empty fragments",
    half({ opcode: text }),
    ...Array.from({ length: 62 }, () => half({ opcode: continuation })),
    frame({ opcode: continuation }),
  ),
  ends(
    "a continuation of nothing",
    frame({ opcode: continuation, payload: "a" }),
  ),
  ends(
    "an open continuation of nothing",
    half({ opcode: continuation, payload: "a" }),
  ),
  ends(
    "a new text within fragments",
    half({ opcode: text, payload: "a" }),
    frame({ opcode: text, payload: "b" }),
  ),
  ends(
    "a new binary within fragments",
    half({ opcode: text, payload: "a" }),
    frame({ opcode: binary, payload: "b" }),
  ),
];

const broken: readonly (readonly [string, readonly number[]])[] = [
  ["a lone continuation byte", [0x80]],
  ["an overlong slash", [0xc0, 0xaf]],
  ["an overlong zero", [0xe0, 0x80, 0x80]],
  ["half of a surrogate pair", [0xed, 0xa0, 0x80]],
  ["a character beyond U+10FFFF", [0xf4, 0x90, 0x80, 0x80]],
  ["a character without its end", [0xe2, 0x82]],
  ["0xFE and 0xFF", [0xfe, 0xff]],
];

const utf8: readonly FrameCase[] = [
  stays(
    "κόσμε, octet by octet",
    ...octets(frame({ opcode: text, payload: "κόσμε" })),
  ),
  stays(
    "text cut within a character",
    half({ opcode: text, payload: Buffer.of(0xce) }),
    frame({ opcode: continuation, payload: Buffer.of(0xba) }),
  ),
  ...broken.map(([name, payload]) =>
    ends(
      `text with ${name}`,
      frame({ opcode: text, payload: Buffer.from(payload) }),
    ),
  ),
];

const closes: readonly FrameCase[] = [
  ends("close without a code", frame({ opcode: close })),
  ends("close with half a code", frame({ opcode: close, payload: "a" })),
  ...[
    0, 999, 1000, 1004, 1005, 1006, 1011, 1015, 2999, 3000, 4999, 5000, 65_535,
  ].map((code) => ends(`close with ${code}`, closing(code, "bye"))),
  ends(
    "close with a reason that is no text",
    closing(1000, Buffer.of(0xce, 0xba, 0xe1)),
  ),
  ends(
    "text after a close",
    closing(1000),
    frame({ opcode: text, payload: "{}" }),
  ),
  ends("two closes", closing(1000), closing(1000)),
];

const masks: readonly FrameCase[] = [
  ends(
    "text without a mask",
    frame({ opcode: text, payload: '{"type":"config_updated"}', mask: false }),
  ),
  ends(
    "ping without a mask",
    frame({ opcode: ping, payload: "a", mask: false }),
  ),
  ends("close without a mask", frame({ opcode: close, mask: false })),
];

const notation: readonly FrameCase[] = [
  ends(
    "5 bytes with a length of 16 bits",
    frame({ opcode: text, payload: "hello", lengthBits: 16 }),
  ),
  ends(
    "5 bytes with a length of 64 bits",
    frame({ opcode: text, payload: "hello", lengthBits: 64 }),
  ),
];

const junk: readonly FrameCase[] = [
  ends(
    "another handshake",
    Buffer.from("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"),
  ),
  ends("zeros", Buffer.alloc(4 * KIB)),
  ends("ones", Buffer.alloc(4 * KIB, 0xff)),
];

const messages: readonly FrameCase[] = [
  '{"type":{"toString":null}}',
  '{"__proto__":{"type":"config_updated"}}',
  '{"type":["config_updated"]}',
  "[".repeat(60_000),
  `${'{"type":'.repeat(7_000)}1${"}".repeat(7_000)}`,
  '"\\ud800"',
  "\u0000".repeat(1000),
].map((payload) =>
  stays(`a message: ${payload.slice(0, 40)}`, frame({ opcode: text, payload })),
);

export const frameCases: readonly FrameCase[] = [
  ...lengths,
  ...tooLong,
  ...control,
  ...reserved,
  ...opcodes,
  ...fragments,
  ...utf8,
  ...closes,
  ...masks,
  ...notation,
  ...junk,
  ...messages,
];
