import type { AudioStream, Disc, SubtitleStream } from "./scenario.ts";

/** One SINFO row without its place. */
export type StreamAttribute = readonly [
  attribute: number,
  code: number,
  value: string,
];

const VIDEO = {
  dvd: ["V_MPEG2", "Mpeg2", "Mpeg2", "720x576", "25"],
  bluray: [
    "V_MPEG4/ISO/AVC",
    "Mpeg4",
    "Mpeg4 AVC High@L4.1",
    "1920x1080",
    "23.976 (24000/1001)",
  ],
  uhd: [
    "V_MPEGH/ISO/HEVC",
    "MpegH",
    "MpegH HEVC Main10@L5.1",
    "3840x2160",
    "23.976 (24000/1001)",
  ],
} as const;

export function videoAttributes(disc: Disc): StreamAttribute[] {
  const [codecId, short, long, size, rate] = VIDEO[disc.type];
  return [
    [1, 6201, "Video"],
    [5, 0, codecId],
    [6, 0, short],
    [7, 0, long],
    [19, 0, size],
    [20, 0, "16:9"],
    [21, 0, rate],
    [22, 0, "0"],
    [30, 0, long],
    [31, 6121, "<b>Track information</b><br>"],
    [33, 0, "0"],
    [38, 0, ""],
    [42, 5088, "( Lossless conversion )"],
  ];
}

const AUDIO = {
  AC3: ["A_AC3", "DD", "Dolby Digital"],
  "DTS-HD MA": ["A_DTS", "DTS-HD MA", "DTS-HD Master Audio"],
  TrueHD: ["A_TRUEHD", "TrueHD", "TrueHD Atmos"],
  LPCM: ["A_PCM/INT/LIT", "LPCM", "Linear PCM"],
} as const;

export function audioAttributes(stream: AudioStream): StreamAttribute[] {
  const [codecId, short, long] = AUDIO[stream.codec];
  const layout = channelLayout(stream.channels);
  return [
    [1, 6202, "Audio"],
    [2, stream.channels === 2 ? 5091 : 0, layout],
    [3, 0, stream.language],
    [4, 0, languageName(stream.language)],
    [5, 0, codecId],
    [6, 0, short],
    [7, 0, long],
    [13, 0, "640 Kb/s"],
    [14, 0, String(stream.channels)],
    [17, 0, "48000"],
    [22, 0, "0"],
    [30, 0, `${short} ${layout} ${languageName(stream.language)}`],
    [31, 6121, "<b>Track information</b><br>"],
    [33, 0, "90"],
    [38, 0, ""],
    [42, 5088, "( Lossless conversion )"],
  ];
}

export function subtitleAttributes(
  disc: Disc,
  stream: SubtitleStream,
): StreamAttribute[] {
  const [codecId, short, long] =
    disc.type === "dvd"
      ? ["S_VOBSUB", "", "Dvd Subtitles"]
      : ["S_HDMV/PGS", "PGS", "HDMV PGS Subtitles"];
  const language = languageName(stream.language);
  return [
    [1, 6203, "Subtitles"],
    [3, 0, stream.language],
    [4, 0, language],
    [5, 0, codecId],
    [6, 0, short],
    [7, 0, long],
    [22, 0, stream.forced ? "6144" : "0"],
    [30, 0, `${short} ${language}${stream.forced ? "  (forced only)" : ""}`],
    [31, 6121, "<b>Track information</b><br>"],
    [33, 0, "90"],
    [38, 0, ""],
    [42, 5088, "( Lossless conversion )"],
  ];
}

function channelLayout(channels: number): string {
  if (channels === 1) return "Mono";
  if (channels === 2) return "Stereo";
  return `Surround ${channels - 1}.1`;
}

function languageName(code: string): string {
  return new Intl.DisplayNames("en", { type: "language" }).of(code) ?? code;
}
