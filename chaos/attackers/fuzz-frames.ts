import { createTally, type Form, type Row } from "../suite.ts";
import { createRandom, type Random } from "../random.ts";
import { type FrameCase, frameCases } from "./frame-cases.ts";
import { answersPing, frame, openSocket } from "./frames.ts";
import type { RawConnection } from "./raw-connection.ts";
import type { Target } from "./target.ts";

/**
 * Frames that no WebSocket client sends. What counts: whoever sends them may lose his own connection, and nothing else
 * happens; no message is obeyed that is not whole and right. How exactly Bun follows RFC 6455 is a figure beside that.
 */
export async function attackWithFrames(
  target: Target,
  form: Form,
): Promise<readonly Row[]> {
  return [await playCases(target), await playNoise(target, form)];
}

const ENDS_WITHIN_MS = 300;

async function playCases(target: Target): Promise<Row> {
  const tally = createTally();
  const odd: string[] = [];
  const before = target.memory();
  for (const one of frameCases) {
    const outcome = await playCase(target.port, one);
    if (outcome !== one.rule) odd.push(`${one.name} ${outcome}`);
    const complaint = await target.complaint();
    const isHarmed = one.rule === "stays" && outcome === "ends";
    tally.add(
      complaint !== null
        ? `${one.name}: ${complaint}`
        : isHarmed
          ? `${one.name}: closed, though it is allowed`
          : null,
    );
  }
  const grown = target.memory() - before;
  tally.add((await target.hasClients(0)) ? null : "clients are left over");
  const wasObeyed = target.host.daemon.log().includes("configUpdateRequested");
  tally.add(
    wasObeyed ? "a message that is not whole or right was obeyed" : null,
  );
  const strict = frameCases.length - odd.length;
  return tally.row(
    "Frames against RFC 6455: fragments, reserved bits, opcodes, UTF-8, lengths, masks, closes",
    `${strict} of ${frameCases.length} exactly as the RFC says${odd.length === 0 ? "" : ` (Bun is lenient about: ${summary(odd)})`}, memory ${signed(grown)} MiB`,
  );
}

async function playCase(
  port: number,
  { sends, rule }: FrameCase,
): Promise<FrameCase["rule"]> {
  using raw = await openSocket(port);
  for (const piece of sends) {
    raw.write(piece);
    // Each piece is a packet of its own.
    if (sends.length > 1) await Bun.sleep(0);
  }
  if (rule === "ends") {
    return (await raw.closesWithin(ENDS_WITHIN_MS)) ? "ends" : "stays";
  }
  return (await answersPing(raw, "case")) ? "stays" : "ends";
}

/** The names of what was passed over, short. */
function summary(odd: readonly string[]): string {
  const shown = odd.slice(0, 8).map((one) => one.replace(/ (stays|ends)$/, ""));
  const more = odd.length - shown.length;
  return shown.join("; ") + (more > 0 ? `; ${more} more` : "");
}

const SEED = 7;

/** Frames with some bits turned over, cut in two at any place; pure noise; connections that are just cut off. */
async function playNoise(target: Target, form: Form): Promise<Row> {
  const tries = form === "short" ? 200 : 5_000;
  const tally = createTally();
  const random = createRandom(SEED);
  const before = target.memory();
  for (let done = 0; done < tries; done++) {
    using raw = await openSocket(target.port);
    await makeNoise(raw, random);
    if (done % 10 === 9 || done === tries - 1) {
      const complaint = await target.complaint();
      tally.add(complaint && `noise ${done} of seed ${SEED}: ${complaint}`);
    } else tally.add(null);
  }
  tally.add((await target.hasClients(0)) ? null : "clients are left over");
  const grown = target.memory() - before;
  return tally.row(
    "Frames with bits turned over, noise, and connections cut off within a frame",
    `memory ${signed(grown)} MiB`,
  );
}

async function makeNoise(raw: RawConnection, random: Random): Promise<void> {
  const kind = random.below(3);
  if (kind === 0) {
    raw.write(random.bytes(1 + random.below(2_000)));
    await raw.closesWithin(2);
    return;
  }
  const bytes = frame({
    opcode: random.pick([0, 1, 2, 8, 9, 10]),
    fin: random.below(4) > 0,
    payload: random.bytes(random.below(300)),
  });
  const flips = kind === 1 ? 1 + random.below(8) : 0;
  for (let flip = 0; flip < flips; flip++) {
    const at = random.below(bytes.length);
    bytes[at] = (bytes[at] ?? 0) ^ (1 << random.below(8));
  }
  const cut = random.below(bytes.length + 1);
  raw.write(bytes.subarray(0, cut));
  await Bun.sleep(0);
  // The second half of half of them never comes.
  if (random.below(2) === 0) raw.write(bytes.subarray(cut));
  await raw.closesWithin(2);
}

export function signed(mebibytes: number): string {
  return `${mebibytes < 0 ? "−" : "+"}${Math.abs(mebibytes).toFixed(1)}`;
}
