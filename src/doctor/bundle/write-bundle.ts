import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { messageOf } from "../../lib/error.ts";
import { printable } from "../../lib/printable.ts";
import { formatBytes } from "../../lib/format-bytes.ts";
import { EXIT, type ExitCode } from "../../lib/exit-code.ts";
import type { Facts } from "../check.ts";
import type { Reported } from "../doctor-view.ts";
import { aboutMe } from "./about-me.ts";
import { collect } from "./collect.ts";
import { createRedaction, type Private } from "./redact.ts";

/** `amphigory doctor --bundle`: one archive for a report of a bug, without what is nobody's business. */
export interface BundleRequest {
  readonly facts: Facts;
  readonly reported: Reported;
  readonly now: number;
  /** Where the archive goes; where that can not be written, into the system's folder for temporary files. */
  readonly folder: string;
  /** Found out unless a test says otherwise. */
  readonly about?: Private;
  readonly out?: (text: string) => void;
}

export async function writeBundle(request: BundleRequest): Promise<ExitCode> {
  const { facts, reported, now, folder } = request;
  const out = request.out ?? ((text) => void process.stdout.write(text));
  const redact = createRedaction(request.about ?? (await aboutMe(facts)));
  const contents = await collect({ facts, reported, now, redact });
  const stamp = new Date(now)
    .toISOString()
    .slice(0, 19)
    .replaceAll(/[-:]/g, "")
    .replace("T", "-");
  const name = `amphigory-doctor-${stamp}`;
  const files = Object.entries(contents);
  const bytes = await new Bun.Archive(
    Object.fromEntries(files.map(([path, text]) => [`${name}/${path}`, text])),
    { compress: "gzip" },
  ).bytes();
  const written = await writeSomewhere([folder, tmpdir()], name, bytes);
  if (written.kind === "failed") {
    process.stderr.write(
      `The bundle can not be written: ${written.why}. Change to another folder and try again.\n`,
    );
    return EXIT.failed;
  }
  const list = files.map(
    ([path, text]) =>
      `  ${printable(path).padEnd(40)} ${formatBytes(Buffer.byteLength(text))}`,
  );
  out(
    [
      `Written: ${written.path} (${formatBytes(bytes.length)})`,
      "",
      ...list,
      "",
      ABOUT,
      "",
    ].join("\n"),
  );
  return EXIT.ok;
}

const ABOUT = `Token, keys, the names of user, machines and daemon, the home folder and the serial number of the drive are taken
out. Names of discs, films and drives are in it: look through it before you send it (tar xzf FILE).`;

type Written =
  | { readonly kind: "written"; readonly path: string }
  | { readonly kind: "failed"; readonly why: string };

/** Into the first folder that takes it; a file that is there stays. */
async function writeSomewhere(
  folders: readonly string[],
  name: string,
  bytes: Uint8Array,
): Promise<Written> {
  let why = "";
  for (const folder of folders) {
    for (let count = 1; count <= 9; count++) {
      const suffix = count === 1 ? "" : `-${count}`;
      const path = join(folder, `${name}${suffix}.tar.gz`);
      try {
        await using file = await open(path, "wx", 0o600);
        await file.writeFile(bytes);
        return { kind: "written", path };
      } catch (error) {
        why = messageOf(error);
        if (!why.includes("EEXIST")) break;
      }
    }
  }
  return { kind: "failed", why };
}
