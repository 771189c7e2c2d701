/**
 * Where things are. A task says paths in the webapp's view of the world; they are mapped to this machine's
 * (output-path.ts, pure), then links are followed, and what comes out must lie in a folder that was allowed.
 */
import { lstat, realpath, stat } from "node:fs/promises";
import { dirname } from "node:path";
import type { Failure } from "../state/error-code.ts";
import type { OutputRequest } from "../state/task.ts";
import { codeOrMessage } from "../lib/error.ts";
import {
  checkDirectory,
  checkFilename,
  isUnder,
  joinBasedir,
  mapDirectory,
  NO_DIRECTORY,
  type OutputSettings,
  refuse,
} from "./output-path.ts";

export { defaultConfigDir } from "./config-dir.ts";
export { joinBasedir } from "./output-path.ts";

export type ResolvedOutput =
  | {
      readonly kind: "resolved";
      /** On this machine, absolute, links followed; it need not exist yet. */
      readonly directory: string;
      readonly filename: string;
      /** Holds it or is it, and is never made: where it is missing, its disk is away. */
      readonly root: string;
      /** The same folder as the task said it. */
      readonly saidDirectory: string;
    }
  | { readonly kind: "refused"; readonly failure: Failure };

/** Where a rip's file goes, or why it may not go there. Nothing is created. */
export async function resolveOutput({
  settings,
  output,
}: {
  readonly settings: OutputSettings;
  readonly output: OutputRequest;
}): Promise<ResolvedOutput> {
  const said = output.directory ?? settings.rippedDirectory;
  const wrong = checkDirectory(said) ?? checkFilename(output.filename);
  if (said === null || wrong !== null) return refused(wrong ?? NO_DIRECTORY);

  const mapped = mapDirectory(said, settings, await isRippedHere(settings));
  const real = await followLinks(mapped.path);
  if (real.kind === "failed") return refused(unusable(said, real));
  const allowed = await findRoot(mapped.roots, real.path);
  if (allowed === null) {
    return refused(outside(said, real.path, mapped.roots));
  }
  return {
    kind: "resolved",
    directory: real.path,
    filename: output.filename,
    root: await rootToBe(allowed, settings),
    saidDirectory: said,
  };
}

function refused(failure: Failure): ResolvedOutput {
  return { kind: "refused", failure };
}

/**
 * The webapp's `ripped_directory` may be a path of this machine or one of its container. It is the container's
 * if only `{webapp_basedir}{ripped_directory}` exists.
 */
async function isRippedHere(settings: OutputSettings): Promise<boolean> {
  const { rippedDirectory, webappBasedir } = settings;
  if (rippedDirectory === null) return false;
  if (await exists(rippedDirectory)) return true;
  return !(await exists(joinBasedir(webappBasedir, rippedDirectory)));
}

/**
 * The webapp's folder is there, or the tasks would not be; a folder of daemon.yaml's own may be made, if the one above it
 * is there.
 */
async function rootToBe(
  allowed: string,
  { webappBasedir }: OutputSettings,
): Promise<string> {
  const base = await followLinks(webappBasedir);
  const isBase = base.kind === "real" && base.path === allowed;
  return isBase ? allowed : dirname(allowed);
}

/** The innermost of these folders that holds the path. */
async function findRoot(
  roots: readonly string[],
  path: string,
): Promise<string | null> {
  const real = await Promise.all(roots.map(followLinks));
  return real
    .flatMap((root) => (root.kind === "real" ? [root.path] : []))
    .filter((root) => isUnder(root, path))
    .reduce<string | null>(
      (inner, other) =>
        inner === null || other.length > inner.length ? other : inner,
      null,
    );
}

type Followed =
  | { readonly kind: "real"; readonly path: string }
  | { readonly kind: "failed"; readonly at: string; readonly why: string };

/** The true path of a folder that need not exist: links are followed in the part that does. */
async function followLinks(path: string): Promise<Followed> {
  let existing = path;
  for (;;) {
    try {
      const real = await realpath(existing);
      if (!(await stat(real)).isDirectory()) {
        return { kind: "failed", at: existing, why: "it is not a folder" };
      }
      return {
        kind: "real",
        path: joinBasedir(real, path.slice(existing.length)),
      };
    } catch (error) {
      const why = codeOrMessage(error);
      // A link whose target is missing could be given one outside after this check.
      const isGone =
        (why === "ENOENT" && !(await isLink(existing))) || why === "ENOTDIR";
      if (!isGone || existing === "/") {
        return { kind: "failed", at: existing, why };
      }
      existing = dirname(existing);
    }
  }
}

async function isLink(path: string): Promise<boolean> {
  try {
    return (await lstat(path)).isSymbolicLink();
  } catch {
    return false;
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch {
    return false;
  }
}

function unusable(
  said: string,
  { at, why }: { readonly at: string; readonly why: string },
): Failure {
  const what = `output.directory ${said} can not be used: ${at} can not be entered (${why})`;
  return refuse(what, "It must be a folder, or one that can be created.");
}

function outside(
  said: string,
  path: string,
  roots: readonly string[],
): Failure {
  return refuse(
    `output.directory ${said} leads to ${path}, which is outside the allowed folders; add it to output_roots or path_map in daemon.yaml, or correct the task`,
    `Allowed: ${roots.join(", ")}`,
  );
}
