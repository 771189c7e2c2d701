/** The keys of `daemon.yaml` and of `/config.json`, and what each may be. Units are those of the texts: seconds, bytes. */
import * as z from "zod/mini";
import {
  absolutePath,
  address,
  seconds,
  text,
  webappUrl,
  wholeNumber,
} from "./config-field.ts";

const HOST = "a host name without http:// and path";
const PATH_MAP =
  "a mapping from paths of the webapp to paths on this machine, both beginning with /";
const OPEN_RETRY =
  "a list of at most 20 numbers of seconds, like [5, 10, 20, 40]";

const path = absolutePath(
  "an absolute path on this machine, beginning with / (~ is not expanded)",
);
const wait = seconds("0 or more");
const limit = seconds("above 0");
const optionalPath = z.optional(path);
const optionalWait = z.optional(wait);
const optionalLimit = z.optional(limit);

export const daemonYaml = z.object({
  webapp_url: webappUrl,
  webapp_basedir: path,
  daemon_id: z.optional(z.union([z.string(), z.number()], "text")),
  makemkv_path: optionalPath,
  makemkvcon_path: optionalPath,
  updated_at: z.optional(z.unknown()),
  listen: z.optional(
    z
      .array(address, "a list of addresses, like [127.0.0.1]")
      .check(z.minLength(1, "a list of at least one address")),
  ),
  token: z.optional(
    text("text without blanks, in quotes", (value) => !/\s/.test(value)),
  ),
  allowed_hosts: z.optional(
    z.array(
      text(HOST, (value) => /^[^\s/@]+$/.test(value)),
      "a list of host names",
    ),
  ),
  path_map: z.optional(z.record(absolutePath(PATH_MAP), path, PATH_MAP)),
  output_roots: z.optional(z.array(path, "a list of paths")),
  disc_monitor: z.optional(
    z.enum(["auto", "macos", "linux", "none"], "auto, macos, linux or none"),
  ),
  drive: z.optional(
    absolutePath("the path of a drive, like /dev/sr0 or /dev/rdisk4"),
  ),
  minlength: z.optional(wholeNumber(0, 24 * 60 * 60)),
  max_attempts: z.optional(wholeNumber(1, 100)),
  min_free_bytes: z.optional(wholeNumber(0, Number.MAX_SAFE_INTEGER)),
  skip_space_check: z.optional(z.boolean("true or false")),
  disc_wait_seconds: optionalWait,
  stall_timeout_seconds: optionalLimit,
  open_retry_seconds: z.optional(
    z.array(wait, OPEN_RETRY).check(z.maxLength(20, OPEN_RETRY)),
  ),
  licence_retry_seconds: optionalLimit,
  question_grace_seconds: optionalLimit,
  stop_grace_seconds: z.optional(
    z.tuple([wait, wait], "a list of two numbers of seconds, like [10, 5]"),
  ),
  attended_seconds: optionalWait,
  webapp_link: z.optional(z.enum(["auto", "off"], "auto or off")),
});

const line = z.nullish(z.string("text or null"));

export const configJson = z.object(
  {
    tasks_directory: text(
      "a path without .., like /tasks",
      (value) => !value.split("/").includes(".."),
    ),
    websocket_port: wholeNumber(1, 65_535),
    wiki_url: line,
    heartbeat_interval: z.nullish(limit),
    log_level: line,
    makemkv_path: line,
    ripped_directory: z.nullish(
      z
        .string("a path beginning with /, or null")
        .check(
          z.refine(
            (value) => value === "" || value.startsWith("/"),
            "a path beginning with /, or null",
          ),
        ),
    ),
  },
  "a JSON object",
);
