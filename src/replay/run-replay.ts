import { open } from "node:fs/promises";
import { basename } from "node:path";
import { messageOf } from "../lib/error.ts";
import { EXIT, type ExitCode } from "../lib/exit-code.ts";
import { codeOf } from "../makemkv/target/write-refusal.ts";
import { createReplay, type ReplayedRun } from "../makemkv/verdict/replay.ts";
import { openDecoder } from "./decode.ts";
import { showReplay } from "./replay-view.ts";

/** `amphigory replay FILE`: what the daemon would have made of a transcript. */
export interface ReplayRequest {
  readonly file: string;
  readonly json: boolean;
  /** Of a capture that does not tell its own; left out where nobody knows. */
  readonly exitCode?: number | null;
  /** Where the text goes; the standard streams unless a test says otherwise. */
  readonly out?: (text: string) => void;
  readonly err?: (text: string) => void;
}

type ReadResult =
  | { readonly kind: "read"; readonly runs: readonly ReplayedRun[] }
  | { readonly kind: "unreadable"; readonly reason: string };

const CHUNK_BYTES = 64 * 1024;
const NO_TRANSCRIPT =
  "is no transcript of makemkvcon: nothing in it is a record or a word of makemkvcon";

/** `failed` only when the file could not be read or is no transcript, whatever the verdict is. */
export async function runReplay(request: ReplayRequest): Promise<ExitCode> {
  const { file, json, exitCode = null } = request;
  const out = request.out ?? ((text) => void process.stdout.write(text));
  const err = request.err ?? ((text) => void process.stderr.write(text));
  const read = await readTranscript(file, exitCode);
  if (read.kind === "unreadable") {
    err(`${file} ${read.reason}.\n`);
    return EXIT.failed;
  }
  const { runs } = read;
  out(
    json
      ? `${JSON.stringify({ file, runs }, null, 2)}\n`
      : showReplay(basename(file), runs),
  );
  return EXIT.ok;
}

/** In chunks, so that it does not matter how long it is. */
async function readTranscript(
  file: string,
  exitCode: number | null,
): Promise<ReadResult> {
  try {
    await using handle = await open(file);
    const stat = await handle.stat();
    if (stat.isDirectory())
      return unreadable("is a folder; name a transcript in it");
    const buffer = Buffer.alloc(CHUNK_BYTES);
    const next = async () => {
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, null);
      return Uint8Array.from(buffer.subarray(0, bytesRead));
    };
    let chunk = await next();
    if (chunk.length === 0) return unreadable("is empty");
    const opened = openDecoder(chunk);
    if (opened.kind === "refused") return unreadable(opened.reason);
    const replay = createReplay(exitCode);
    for (; chunk.length > 0; chunk = await next())
      replay.push(opened.decoder.push(chunk));
    const runs = replay.finish();
    if (runs.length === 0)
      return unreadable("has nothing in it that makemkvcon printed");
    return runs.every(({ isForeign }) => isForeign)
      ? unreadable(NO_TRANSCRIPT)
      : { kind: "read", runs };
  } catch (error) {
    return unreadable(`can not be read: ${sayError(error)}`);
  }
}

function unreadable(reason: string): ReadResult {
  return { kind: "unreadable", reason };
}

const SAID: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  EACCES: "this user may not read it",
  EPERM: "the system does not permit it",
};

function sayError(error: unknown): string {
  const said = messageOf(error);
  return SAID[codeOf(error)] ?? said;
}
