/**
 * The messages that the simulation can say. `captured` texts, flags and parameter counts are those that recorded
 * transcripts of makemkvcon 1.15–1.18 show; `constructed` ones were never seen in a real capture: code and parameters
 * come from the message catalogue of the open source part, the wording is ours.
 */
export interface MessageKind {
  readonly flags: number;
  readonly format: string;
  /** Parameters for those that a scenario leaves out. */
  readonly params: readonly string[];
  readonly seen: "captured" | "constructed";
}

const RELEASE_PAGE = "http://www.makemkv.com/";

const captured = (
  format: string,
  params: readonly string[] = [],
  flags = 0,
): MessageKind => ({ flags, format, params, seen: "captured" });

const constructed = (
  format: string,
  params: readonly string[] = [],
  flags = 0,
): MessageKind => ({ flags, format, params, seen: "constructed" });

const READ_ERROR_PARAMS = [
  "Scsi error - MEDIUM ERROR:L-EC UNCORRECTABLE ERROR",
  "/BDMV/STREAM/00011.m2ts",
  "1183580160",
];

export const MESSAGES: ReadonlyMap<number, MessageKind> = new Map([
  [
    1002,
    captured("LIBMKV_TRACE: %1", ["Exception: Error while reading input"], 32),
  ],
  [1005, captured("%1 started", ["MakeMKV v1.18.3 linux(x64-release)"])],
  [1011, captured("%1", ["Using LibreDrive mode (v06.3 id=000000000000)"])],
  [2001, constructed("The file system of the disc is not recognized.")],
  [
    2003,
    captured(
      "Error '%1' occurred while reading '%2' at offset '%3'",
      READ_ERROR_PARAMS,
    ),
  ],
  [
    2004,
    captured(
      "Error '%1' occurred while issuing SCSI command %4 to device '%2:%3'",
      [
        "Scsi error - ILLEGAL REQUEST:INVALID FIELD IN CDB",
        "SG",
        "dev_21:0",
        "460200010..00100",
      ],
    ),
  ],
  [
    2006,
    constructed("The operating system blocked access to '%1'.", ["/dev/sr0"]),
  ],
  [
    2007,
    constructed("Can't obtain exclusive access to device '%1'.", ["/dev/sr0"]),
  ],
  [
    2008,
    constructed(
      "The disc is read faster than its output can be written to '%1'.",
      ["title_t00.mkv"],
    ),
  ],
  [
    2010,
    captured(
      'Optical drive "%1" opened in OS access mode.',
      ["BD-RE AMPHIGORY SIM-16X 1.00"],
      16777216,
    ),
  ],
  [2016, constructed("Full access to '%1' is not permitted.", ["/dev/sr0"])],
  [
    2018,
    constructed("Error '%1' occurred while writing '%2'", [
      "Posix error - No space left on device",
      "title_t00.mkv",
    ]),
  ],
  [
    2019,
    constructed("Error '%1' occurred while creating '%2'", [
      "Posix error - Permission denied",
      "title_t00.mkv",
    ]),
  ],
  [
    2023,
    constructed(
      "Encountered %1 errors of type '%2' - see %3",
      ["5", "Read Error", RELEASE_PAGE],
      131072,
    ),
  ],
  [2024, captured("Unknown device - '%1'", ["/dev/sr0"], 16777216)],
  [3007, captured("Using direct disc access mode")],
  [
    3013,
    constructed("Title #%1 (%2) was skipped due to its attributes", [
      "3",
      "0:21:47",
    ]),
  ],
  [
    3014,
    constructed("Title #%1 (%2) was skipped due to a broken titleset", [
      "3",
      "0:21:47",
    ]),
  ],
  [
    3015,
    constructed("Title #%1 (%2) was skipped due to navigation error", [
      "3",
      "0:21:47",
    ]),
  ],
  [
    3016,
    constructed(
      "Title #%1 (%2) was skipped due to a navigation error in its cells",
      ["3", "0:21:47"],
    ),
  ],
  [3017, constructed("Title #%1 (%2) was skipped", ["3", "0:21:47"])],
  [
    3024,
    captured(
      "Complex multiplex encountered - %1 cells and %2 VOBUs have to be scanned. This may take some time, please be patient - it can't be avoided.",
      ["3", "2772"],
      4096,
    ),
  ],
  [
    3025,
    captured(
      "Title #%1 has length of %2 seconds which is less than minimum title length of %3 seconds and was therefore skipped",
      ["00900.m2ts", "42", "120"],
    ),
  ],
  [
    3026,
    constructed(
      "Title #%1 is a fake title (declared length %2, real length %3)",
      ["3", "0:21:47", "0:00:11"],
    ),
  ],
  [
    3027,
    captured(
      "Title %3 in VTS %1 is equal to title %2 and was skipped",
      ["2", "#02", "#03"],
      16777216,
    ),
  ],
  [
    3028,
    captured("Title #%1 was added (%2 cell(s), %3)", ["1", "7", "0:25:41"]),
  ],
  [
    3031,
    captured(
      "Drive %1 has RPC protection that can not be bypassed. Change drive region or update drive firmware from http://tdb.rpc1.org. Errors likely to follow.",
      ["BD-RE AMPHIGORY SIM-16X 1.00"],
    ),
  ],
  [
    3032,
    captured(
      "Region setting of drive %1:%2 does not match the region of currently inserted disc, trying to work around...",
      ["BD-RE AMPHIGORY SIM-16X", "1.00"],
    ),
  ],
  [
    3042,
    constructed(
      "IFO file for VTS #%1 is corrupt, VOB file has to be scanned. This may take very long time.",
      ["1"],
    ),
  ],
  [
    3303,
    constructed(
      "The volume key is unknown for this disc, video can't be decrypted.",
    ),
  ],
  [3306, constructed("The host certificate was revoked by this disc.")],
  [3307, captured("File %1 was added as title #%2", ["00800.mpls", "0"])],
  [
    3308,
    captured(
      "File %1 (angle %3) was added as title #%2",
      ["00800.mpls", "0", "1"],
      16777216,
    ),
  ],
  [
    3309,
    captured(
      "Title %1 is equal to title %2 and was skipped",
      ["00801.mpls", "00800.mpls"],
      16777216,
    ),
  ],
  [
    3338,
    captured("Downloading latest %1 to %2 ...", ["SDF", "/root/.MakeMKV"]),
  ],
  [3339, constructed("The download of %1 failed.", ["SDF"])],
  [3346, constructed("This disc needs a LibreDrive compatible drive.")],
  [
    4003,
    constructed("The source file '%1' is corrupt or invalid at offset %2", [
      "/BDMV/STREAM/00011.m2ts",
      "1167360",
    ]),
  ],
  [
    4004,
    constructed(
      "The source file '%1' is corrupt or invalid at offset %2, attempting to work around",
      ["/BDMV/STREAM/00011.m2ts", "1167360"],
    ),
  ],
  [
    4007,
    constructed(
      "AV synchronization issues were found in file '%1' (title #%2)",
      ["title_t00.mkv", "0"],
    ),
  ],
  [
    4008,
    constructed("A gap of %2 ms in the sound of file '%1'", [
      "title_t00.mkv",
      "48",
    ]),
  ],
  [
    4009,
    constructed("An overlap of %2 ms in the sound of file '%1'", [
      "title_t00.mkv",
      "48",
    ]),
  ],
  [
    5001,
    constructed(
      "File %1 already exists. Do you want to overwrite it?",
      ["title_t00.mkv"],
      776,
    ),
  ],
  [
    5003,
    captured("Failed to save title %1 to file %2", ["0", "title_t00.mkv"]),
  ],
  [5004, captured("%1 titles saved, %2 failed", ["0", "1"], 128)],
  [5005, captured("%1 titles saved", ["1"], 128)],
  [5008, constructed("No accessible titles were found.")],
  [5009, constructed("The application failed to initialize.")],
  [5010, captured("Failed to open disc")],
  [5011, captured("Operation successfully completed")],
  [5012, constructed("No titles are selected, nothing to do.")],
  [
    5013,
    constructed(
      "Directory '%1' does not exist. Do you want to create it?",
      ["/nowhere"],
      776,
    ),
  ],
  [
    5014,
    captured("Saving %1 titles into directory %2", ["1", "file://./"], 131072),
  ],
  [5016, constructed("The output folder '%1' is not valid.", ["/nowhere"])],
  [5020, constructed("The program's registration key is invalid.")],
  [
    5021,
    captured(
      "This application version is too old.  Please download the latest version at %1 or enter a registration key to continue using the current version.",
      [RELEASE_PAGE],
      131332,
    ),
  ],
  [5022, constructed("The registration key could not be validated.")],
  [5036, captured("Copy complete. %1 titles saved.", ["1"], 260)],
  [
    5037,
    constructed("Copy complete. %1 titles saved, %2 failed.", ["0", "1"], 516),
  ],
  [
    5038,
    constructed(
      "Total size of selected titles is %1 megabytes, and only %2 megabytes are free. Do you want to continue anyway?",
      ["48", "12"],
      776,
    ),
  ],
  [
    5039,
    constructed(
      "The file '%1' will be larger than the file system can hold. Do you want to continue anyway?",
      ["title_t00.mkv"],
      776,
    ),
  ],
  [5042, captured("The program can't find any usable optical drives.")],
  [5043, constructed("Title #%1 could not be decoded and was skipped.", ["0"])],
  [
    5050,
    captured("Evaluation version, %1 day(s) out of %2 remaining", ["24", "30"]),
  ],
  [
    5051,
    captured(
      "Evaluation period has expired. Please purchase an activation key if you've found this application useful. You may still use all functionality for a few days.",
      [],
      1028,
    ),
  ],
  [
    5052,
    constructed(
      "Evaluation period has expired. Only the free functions are available.",
      [],
      516,
    ),
  ],
  [
    5053,
    captured(
      "This functionality is shareware. You may evaluate it for %1 days after what you would need to purchase an activation key if you like the functionality. Do you want to start evaluation period now?",
      ["30"],
      1544,
    ),
  ],
  [
    5054,
    captured("Evaluation version, evaluation period expired %1 day(s) ago", [
      "16",
    ]),
  ],
  [
    5055,
    constructed(
      "Evaluation period has expired, shareware functionality is not available.",
    ),
  ],
  [
    5056,
    constructed(
      "Evaluation period has not been started, shareware functionality is not available.",
    ),
  ],
  [
    5071,
    constructed(
      "The target can not hold files larger than %1 megabytes. Do you want to continue anyway?",
      ["4095"],
      776,
    ),
  ],
  [
    5073,
    constructed(
      "The temporary registration key has expired and was removed.",
      [],
      260,
    ),
  ],
  [
    5076,
    constructed("The hash check failed for file '%1' at offset %2", [
      "/BDMV/STREAM/00011.m2ts",
      "1167360",
    ]),
  ],
  [
    5077,
    constructed("Too many hash check errors in file '%1'", [
      "/BDMV/STREAM/00011.m2ts",
    ]),
  ],
  [
    5085,
    captured("Loaded content hash table, will verify integrity of M2TS files."),
  ],
  [5095, constructed("The type of the registration key is not valid.")],
  [6050, constructed("Fatal error occurred, the program will now exit.")],
  [6051, constructed("Out of memory.")],
]);

/** Names of operations and steps. Those of a DVD but 3103 are constructed. */
export const STEPS = {
  scanningDevices: [5018, "Scanning CD-ROM devices"],
  openingDvd: [3100, "Opening DVD disc"],
  readingDvd: [3102, "Scanning contents"],
  openingBluray: [3404, "Opening Blu-ray disc"],
  clips: [3400, "Processing AV clips"],
  playlists: [3401, "Processing movie playlists"],
  decrypting: [3402, "Decrypting"],
  titles: [3103, "Processing titles"],
  savingAll: [5024, "Saving all titles to MKV files"],
  segments: [5057, "Analyzing seamless segments"],
  saving: [5017, "Saving to MKV file"],
} as const;

export type Step = (typeof STEPS)[keyof typeof STEPS];

/** Printed when there is no command that it understands (wording after makemkvcon 1.10.8). */
export const USAGE = `Use: makemkvcon [switches] Command [Parameters]

Commands:
  info <source>
      prints info about disc
  mkv <source> <title id> <destination folder>
      saves a single title to mkv file

Source specification:
  disc:<DiscId>     - open disc with id <DiscId> (see list Command)
  dev:<DeviceName>  - open disc with OS device name <DeviceName>

Switches:
  -r --robot        - turn on "robot" mode
  --progress=<file> - write progress, -same for the messages' place
  --minlength=<s>   - skip titles that are shorter
  --cache=<MB>      - read cache
`;
