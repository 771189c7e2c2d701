import { open, readFile, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { parsePlistDict } from "../../disc/plist.ts";
import { locateMakemkvcon } from "../../makemkv/run/locate.ts";
import { type Check, type Facts, fromProblem, ok } from "../check.ts";

/**
 * Where makemkvcon is and which version. It is not run for that: it has no switch that only tells its version, and it
 * must never touch the drive beside the daemon's own run. The app says its version, and so does every transcript.
 */
export const makemkvconCheck: Check = {
  name: "makemkvcon",
  whenLate: "Check the disk that MakeMKV is installed on.",
  async examine(facts, { env }) {
    const located = await locateMakemkvcon({
      configuredPath: configuredPath(facts),
      path: env["PATH"] ?? "",
    });
    if (located.kind === "missing")
      return [fromProblem("error", located.problem)];
    const version =
      (await versionOfApp(located.path)) ??
      (await versionInTranscripts(join(facts.configDir, "logs")));
    return [
      ok(
        version === null
          ? `${located.path}; its version is known after the first scan.`
          : `${located.path}, ${version}`,
      ),
    ];
  },
};

function configuredPath({ settings, local }: Facts): string | null {
  if (settings) return settings.makemkvPath;
  return local.kind === "good" ? local.config.makemkvPath : null;
}

/** macOS: an app has a property list with its version. */
async function versionOfApp(program: string): Promise<string | null> {
  const [contents] = /^.*\.app\/Contents(?=\/)/.exec(program) ?? [];
  if (contents === undefined) return null;
  const text = await readFile(join(contents, "Info.plist"), "utf8").catch(
    () => "",
  );
  const version = parsePlistDict(text)?.get("CFBundleShortVersionString");
  return typeof version === "string" ? `MakeMKV v${version}` : null;
}

const HEAD_BYTES = 64 * 1024;

/** `MakeMKV v1.18.2 linux(x64-release)`, which is nearly the first thing that it says in every run. */
export async function versionInTranscripts(
  logsDir: string,
): Promise<string | null> {
  const names = await readdir(logsDir).catch(() => []);
  const files = await Promise.all(
    names
      .filter((name) => name.endsWith(".txt"))
      .map(async (name) => {
        const path = join(logsDir, name);
        const found = await stat(path).catch(() => null);
        return { path, at: found?.isFile() ? found.mtimeMs : -1 };
      }),
  );
  const youngest = files.sort((a, b) => b.at - a.at).slice(0, 5);
  for (const { path, at } of youngest) {
    const head = at < 0 ? "" : await readHead(path).catch(() => "");
    const [, version] = /"(MakeMKV v\d[^"]*?)(?: started)?"/.exec(head) ?? [];
    if (version !== undefined) return version;
  }
  return null;
}

async function readHead(path: string): Promise<string> {
  await using file = await open(path);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES));
  return buffer.toString("utf8", 0, bytesRead);
}
