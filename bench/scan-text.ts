import { formatRobotLine } from "../src/demo/robot-text.ts";

/**
 * What makemkvcon prints about a Blu-ray with very many titles: the proportions are those of a large real disc (nine
 * lines in ten are about streams), the words are made up.
 */
export function scanText(titles: number): string {
  const lines = [
    formatRobotLine(
      "MSG",
      1005,
      0,
      1,
      "MakeMKV v1.18.3 linux(x64-release) started",
      "%1 started",
      "MakeMKV v1.18.3 linux(x64-release)",
    ),
    formatRobotLine(
      "MSG",
      5011,
      0,
      0,
      "Operation successfully completed",
      "Operation successfully completed",
    ),
    formatRobotLine("TCOUNT", titles),
    formatRobotLine("CINFO", 1, 6209, "Blu-ray disc"),
    formatRobotLine("CINFO", 2, 0, "A Very Long Series, Disc 3"),
    formatRobotLine("CINFO", 32, 0, "VERY_LONG_SERIES_D3"),
  ];
  for (let title = 0; title < titles; title++) lines.push(...titleLines(title));
  return `${lines.join("\n")}\n`;
}

function titleLines(title: number): string[] {
  const playlist = String(800 + title).padStart(5, "0");
  const attributes: readonly (readonly [number, string])[] = [
    [2, "A Very Long Series, Disc 3"],
    [8, "12"],
    [9, "0:42:17"],
    [10, "9.8 GB"],
    [11, String(10_531_000_000 + title)],
    [16, `${playlist}.mpls`],
    [25, "1"],
    [26, String(title)],
    [27, `A Very Long Series, Disc 3_t${String(title).padStart(2, "0")}.mkv`],
    [30, "A Very Long Series, Disc 3 - 12 chapter(s) , 9.8 GB"],
    [33, "0"],
  ];
  const streams = Array.from({ length: 7 }, (_, stream) =>
    streamLines(title, stream),
  );
  return [
    ...attributes.map(([attribute, value]) =>
      formatRobotLine("TINFO", title, attribute, 0, value),
    ),
    ...streams.flat(),
  ];
}

function streamLines(title: number, stream: number): string[] {
  const [code, kind, codec] = streamKind(stream);
  const attributes: readonly (readonly [number, number, string])[] = [
    [1, code, kind],
    [3, 0, "eng"],
    [4, 0, "English"],
    [5, 0, `A_${codec}`],
    [6, 0, codec],
    [7, 0, `${codec}, in many words`],
    [13, 0, "640 Kb/s"],
    [14, 0, "6"],
    [17, 0, "48000"],
    [19, 0, "1920x1080"],
    [22, 0, "0"],
    [28, 0, "eng"],
    [29, 0, "English"],
    [30, 0, `${codec} Surround 5.1 English`],
    [31, 6121, "<b>Track information</b><br>"],
    [33, 0, "90"],
    [42, 5088, "( Lossless conversion )"],
  ];
  return attributes.map(([attribute, number, value]) =>
    formatRobotLine("SINFO", title, stream, attribute, number, value),
  );
}

function streamKind(stream: number): readonly [number, string, string] {
  if (stream === 0) return [6201, "Video", "MPEG4"];
  return stream < 4 ? [6202, "Audio", "AC3"] : [6203, "Subtitles", "PGS"];
}
