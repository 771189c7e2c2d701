import { openRaw, type RawConnection } from "./raw-connection.ts";

/** Frames of RFC 6455, right and wrong ones, and a WebSocket on a raw connection. */
export interface FrameParts {
  readonly opcode: number;
  readonly payload?: Uint8Array | string;
  readonly fin?: boolean;
  /** The three reserved bits, 0 to 7. */
  readonly rsv?: number;
  readonly mask?: boolean;
  /** A lie about the length. */
  readonly says?: number | bigint;
  /** Longer than it need be: 16 or 64 bits for any length. */
  readonly lengthBits?: 16 | 64;
}

export const OPCODES = {
  continuation: 0,
  text: 1,
  binary: 2,
  close: 8,
  ping: 9,
  pong: 10,
} as const;

const KEY = Buffer.from([0x37, 0xfa, 0x21, 0x3d]);

export function frame(parts: FrameParts): Buffer {
  const { opcode, fin = true, rsv = 0, mask = true } = parts;
  const payload = Buffer.from(parts.payload ?? "");
  const first = (fin ? 0x80 : 0) | (rsv << 4) | opcode;
  const length = lengthBytes(parts, payload.length);
  length[0] = (length[0] ?? 0) | (mask ? 0x80 : 0);
  if (!mask) return Buffer.concat([Buffer.of(first), length, payload]);
  const masked = payload.map((byte, at) => byte ^ (KEY[at % 4] ?? 0));
  return Buffer.concat([Buffer.of(first), length, KEY, masked]);
}

function lengthBytes(parts: FrameParts, actual: number): Buffer {
  const length = BigInt(parts.says ?? actual);
  const bits =
    parts.lengthBits ?? (length < 126n ? 7 : length < 65_536n ? 16 : 64);
  if (bits === 7) return Buffer.of(Number(length));
  if (bits === 16) {
    const bytes = Buffer.of(126, 0, 0);
    bytes.writeUInt16BE(Number(length & 0xffffn), 1);
    return bytes;
  }
  const bytes = Buffer.alloc(9);
  bytes[0] = 127;
  bytes.writeBigUInt64BE(BigInt.asUintN(64, length), 1);
  return bytes;
}

export interface ServerFrame {
  readonly opcode: number;
  readonly payload: Buffer;
}

/** The whole frames in what a server sent after its handshake. */
export function framesIn(bytes: Buffer): readonly ServerFrame[] {
  const frames: ServerFrame[] = [];
  let at = Math.max(0, bytes.indexOf("\r\n\r\n") + 4);
  while (at + 2 <= bytes.length) {
    const short = (bytes[at + 1] ?? 0) & 0x7f;
    const head = short === 126 ? 4 : short === 127 ? 10 : 2;
    if (at + head > bytes.length) break;
    const length =
      short === 126
        ? bytes.readUInt16BE(at + 2)
        : short === 127
          ? Number(bytes.readBigUInt64BE(at + 2))
          : short;
    if (at + head + length > bytes.length) break;
    const payload = bytes.subarray(at + head, at + head + length);
    frames.push({ opcode: (bytes[at] ?? 0) & 0x0f, payload });
    at += head + length;
  }
  return frames;
}

export function handshake(
  port: number,
  headers: readonly string[] = [`Host: 127.0.0.1:${port}`],
): string {
  return [
    "GET / HTTP/1.1",
    ...headers,
    "Upgrade: websocket",
    "Connection: Upgrade",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    "Sec-WebSocket-Version: 13",
    "\r\n",
  ].join("\r\n");
}

/** Throws when it is not upgraded. */
export async function openSocket(
  port: number,
  patienceMs = 5_000,
): Promise<RawConnection> {
  const raw = await openRaw({ port });
  raw.write(handshake(port));
  const status = await raw.waitFor(statusOf, patienceMs);
  if (status === 101) return raw;
  raw[Symbol.dispose]();
  throw new Error(`not upgraded: ${status ?? "no answer"}`);
}

/** The status of an HTTP answer, once its head is there. */
export function statusOf(bytes: Buffer): number | null {
  const head = bytes.indexOf("\r\n\r\n");
  if (head < 0) return null;
  const status = /^HTTP\/1\.1 (\d{3})/.exec(bytes.toString("latin1", 0, head));
  return status ? Number(status[1]) : 0;
}

/** Whether a ping comes back. `false` also when the connection is gone. */
export async function answersPing(
  raw: RawConnection,
  word: string,
  ms = 5_000,
): Promise<boolean> {
  raw.write(frame({ opcode: OPCODES.ping, payload: word }));
  const found = await raw.waitFor(
    (bytes) =>
      framesIn(bytes).find(
        ({ opcode, payload }) =>
          opcode === OPCODES.pong && payload.toString() === word,
      ) ?? null,
    ms,
  );
  return found !== null;
}
