/**
 * `bun run build [TARGET…]`: one file for each system, with the runtime in it, in dist/, beside their checksums and a
 * formula for Homebrew. Other systems need a download of their runtime; without a network only this one's is made, and
 * that is said. `AMPHIGORY_RELEASES` is the address that the files will be found at, `AMPHIGORY_HOMEPAGE` the project's.
 */
import { chmod, mkdir, rename, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { version } from "../package.json";

const ROOT = join(import.meta.dir, "..");
const DIST = join(ROOT, "dist");
const TARGETS = [
  "darwin-arm64",
  "darwin-x64",
  "linux-x64",
  "linux-arm64",
] as const;
type Target = (typeof TARGETS)[number];

const HOST = `${process.platform}-${process.arch}`;

interface Built {
  readonly target: Target;
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
}

async function main(asked: readonly string[]): Promise<number> {
  const unknown = asked.find((word) => !TARGETS.some((one) => one === word));
  if (unknown !== undefined) {
    console.error(`There is no target '${unknown}': ${TARGETS.join(", ")}.`);
    return 2;
  }
  const targets = TARGETS.filter(
    (target) => asked.length === 0 || asked.includes(target),
  );
  await rm(DIST, { recursive: true, force: true });
  await mkdir(DIST);
  const built: Built[] = [];
  let isHostMissing = false;
  for (const target of targets) {
    const one = await build(target);
    if (typeof one !== "string") {
      built.push(one);
      console.log(`${one.name}  ${(one.bytes / 1e6).toFixed(1)} MB`);
      continue;
    }
    isHostMissing ||= target === HOST;
    console.error(`${target} was not made: ${one}`);
  }
  await writeFile(
    join(DIST, "SHA256SUMS"),
    built.map(({ sha256, name }) => `${sha256}  ${name}\n`).join(""),
  );
  await writeFormula(built);
  const own = built.find(({ target }) => target === HOST);
  if (own) await symlink(own.name, join(DIST, "amphigory"));
  // Without a network the others can not be had; those are for whoever makes a release to miss.
  return isHostMissing || built.length === 0 ? 1 : 0;
}

/** Ink imports it when DEV=true; it is not installed, and in one file there is nowhere to look for it. */
const withoutDevtools: Bun.BunPlugin = {
  name: "without-devtools",
  setup(builder) {
    builder.onResolve({ filter: /^react-devtools-core$/ }, ({ path }) => ({
      path,
      namespace: "nothing",
    }));
    builder.onLoad({ filter: /.*/, namespace: "nothing" }, () => ({
      contents: "export default {};",
      loader: "js",
    }));
  },
};

/** The file, or why there is none. */
async function build(target: Target): Promise<Built | string> {
  const name = `amphigory-${version}-${target}`;
  const path = join(DIST, name);
  const outfile = `${path}.part`;
  const made = await Bun.build({
    entrypoints: [join(ROOT, "src", "cli.ts")],
    target: "bun",
    format: "esm",
    // Each command loads its own part, and parsed already: 15 ms instead of 60 until `--version` has answered.
    splitting: true,
    bytecode: true,
    // Names stay: stacks in the log are for people.
    minify: { whitespace: true, syntax: true, identifiers: false },
    define: { "process.env.NODE_ENV": '"production"' },
    plugins: [withoutDevtools],
    throw: false,
    compile: {
      target: `bun-${target}`,
      outfile,
      // What lies in the folder that it is started in is none of its business.
      autoloadDotenv: false,
      autoloadBunfig: false,
    },
  }).catch((error: unknown) => String(error));
  if (typeof made === "string") return made;
  if (!made.success) return made.logs.map(String).join("; ");
  await chmod(outfile, 0o755);
  await rename(outfile, path);
  const bytes = await Bun.file(path).bytes();
  const sha256 = new Bun.CryptoHasher("sha256").update(bytes).digest("hex");
  return { target, name, bytes: bytes.length, sha256 };
}

/** Only a formula that has all of them is one. */
async function writeFormula(built: readonly Built[]): Promise<void> {
  if (built.length < TARGETS.length) {
    console.error("dist/amphigory.rb was not made: it needs all targets.");
    return;
  }
  const releases =
    process.env["AMPHIGORY_RELEASES"] ?? pathToFileURL(DIST).href;
  const values = new Map([
    ["version", version],
    ["homepage", process.env["AMPHIGORY_HOMEPAGE"] ?? "https://example.org/"],
    ...built.flatMap(({ target, name, sha256 }) => [
      [`url ${target}`, `${releases}/${name}`] as const,
      [`sha256 ${target}`, sha256] as const,
    ]),
  ]);
  const template = await Bun.file(
    join(ROOT, "packaging", "homebrew", "amphigory.rb"),
  ).text();
  const formula = template.replace(
    /"%(.+?)%"/g,
    (_, key: string) => `"${values.get(key) ?? fail(key)}"`,
  );
  await writeFile(join(DIST, "amphigory.rb"), formula);
}

function fail(key: string): never {
  throw new Error(`packaging/homebrew/amphigory.rb asks for '${key}'`);
}

process.exitCode = await main(process.argv.slice(2));
