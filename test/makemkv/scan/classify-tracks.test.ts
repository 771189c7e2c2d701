import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { classifyTracks } from "../../../src/makemkv/scan/classify-tracks.ts";
import {
  factsOf,
  type UnjudgedTrack,
} from "../../../src/makemkv/scan/track-facts.ts";

interface Sample extends Partial<Omit<UnjudgedTrack, "number">> {
  readonly audio?: number;
  readonly subtitles?: number;
  readonly label?: string;
}

const stream = { language: "eng", codec: "DD", channels: 6 };

function toFacts(sample: Sample, number: number) {
  const { audio = 1, subtitles = 0, label = "", ...values } = sample;
  const track: UnjudgedTrack = {
    number,
    duration: "0:10:00",
    sizeBytes: 1000 + number,
    chapters: 0,
    resolution: "1920x1080",
    videoCodec: "Mpeg4",
    audioStreams: Array.from({ length: audio }, () => stream),
    subtitleStreams: Array.from({ length: subtitles }, () => ({
      language: "eng",
      format: "PGS",
    })),
    name: null,
    sourceFile: `${number}.mpls`,
    segmentMap: String(number),
    angle: null,
    outputFile: null,
    addedAs: null,
    ...values,
  };
  return factsOf(track, label);
}

/** `role confidence` of each track, in the order of the list. */
function judge(...samples: readonly Sample[]): readonly string[] {
  const { classifications } = classifyTracks(samples.map(toFacts));
  return [...classifications.values()].map(
    ({ role, confidence }) => `${role} ${confidence}`,
  );
}

const FILM: Sample = {
  duration: "1:55:00",
  chapters: 20,
  audio: 3,
  subtitles: 4,
  segmentMap: "100",
};
const onDvd = { sourceFile: null, segmentMap: "1-7", resolution: "720x480" };

describe("a film", () => {
  test("with a making-of, a scene and a trailer", () => {
    expect(
      judge(
        FILM,
        { duration: "0:45:00" },
        { duration: "0:06:00" },
        { duration: "0:04:00" },
        { duration: "0:02:20" },
        { duration: "0:01:05" },
        { duration: "0:00:20" },
        { duration: "0:05:00", audio: 0 },
      ),
    ).toEqual([
      "mainFeature high",
      "featurette high",
      "featurette medium",
      "featurette low",
      "trailer medium",
      "trailer low",
      "other medium",
      "other medium",
    ]);
  });

  test("alone on the list", () => {
    expect(judge(FILM)).toEqual(["mainFeature high"]);
    expect(judge({ duration: "0:25:00" })).toEqual(["mainFeature low"]);
    expect(judge({ duration: "0:02:00" })).toEqual(["mainFeature low"]);
  });

  test("with a documentary of its length, but not of its rank", () => {
    const documentary = { duration: "1:30:00", chapters: 5 };
    const older = { ...FILM, resolution: "720x480", segmentMap: "7" };
    expect(judge(FILM, documentary, older)).toEqual([
      "mainFeature high",
      "featurette high",
      "featurette high",
    ]);
  });

  test("with two documentaries is no series", () => {
    const documentary = { duration: "1:15:00", chapters: 5 };
    expect(judge(FILM, documentary, documentary)[0]).toBe("mainFeature high");
  });

  test("whose other cuts branch off", () => {
    expect(
      judge(
        { ...FILM, duration: "2:05:00", segmentMap: "1,2,3,4,5,6" },
        { ...FILM, duration: "1:52:00", segmentMap: "1,3,5,7" },
      ),
    ).toEqual(["mainFeature medium", "alternateCut medium"]);
  });

  test("in several languages or with other streams", () => {
    expect(
      judge(
        { ...FILM, segmentMap: "1,2,3" },
        { ...FILM, segmentMap: "1,2,9", audio: 1, subtitles: 0 },
        { ...FILM, segmentMap: "1,2,3", audio: 1, subtitles: 0, chapters: 0 },
      ),
    ).toEqual(["mainFeature high", "alternateCut high", "alternateCut high"]);
  });

  test("with angles: the first one is called the film", () => {
    const angle = (number: number) => ({
      ...FILM,
      sourceFile: "00150.mpls",
      segmentMap: `1,${number + 1}`,
      angle: number,
    });
    expect(judge(angle(1), angle(2), angle(3))).toEqual([
      "mainFeature high",
      "alternateCut high",
      "alternateCut high",
    ]);
    const dvdAngle = (number: number) => ({ ...FILM, ...onDvd, angle: number });
    expect(judge(dvdAngle(1), dvdAngle(2))).toEqual([
      "mainFeature high",
      "alternateCut high",
    ]);
  });

  test("there twice on a DVD, wide and full screen, or as another cut: nobody can say which is meant", () => {
    const dvd = { ...FILM, ...onDvd };
    expect(judge(dvd, dvd)).toEqual(["mainFeature low", "alternateCut low"]);
    expect(judge(dvd, { ...dvd, duration: "1:45:00" })).toEqual([
      "mainFeature low",
      "alternateCut low",
    ]);
  });

  test("the mark of MakeMKV wins over everything", () => {
    const label = "FPL_MainFeature";
    expect(
      judge(
        { ...FILM, segmentMap: "1,2,3" },
        { ...FILM, segmentMap: "2,1,3" },
        { ...FILM, segmentMap: "3,2,1", label },
      ),
    ).toEqual(["other low", "other low", "mainFeature high"]);
    expect(
      judge(FILM, { duration: "0:12:00", label, resolution: "720x480" }),
    ).toEqual(["alternateCut low", "mainFeature high"]);
  });

  test("pieces of it are not the film again", () => {
    expect(
      judge(
        { ...FILM, segmentMap: "1,2,3" },
        { duration: "1:20:00", segmentMap: "1", sourceFile: "00001.m2ts" },
        { duration: "0:30:00", segmentMap: "2", sourceFile: "00002.m2ts" },
        { duration: "0:40:00", segmentMap: "2,3" },
      ),
    ).toEqual(["mainFeature high", "other high", "other high", "other high"]);
  });

  test("a name that the disc gives tells a trailer of any length", () => {
    const label = "SF_Theat_Trailor";
    expect(judge(FILM, { duration: "0:03:40", label })[1]).toBe("trailer high");
  });

  test("so many short clips are no trailers", () => {
    const clips = Array.from({ length: 9 }, () => ({ duration: "0:01:30" }));
    expect(new Set(judge(FILM, ...clips).slice(1))).toEqual(
      new Set(["other low"]),
    );
  });
});

describe("a disc that hides its film", () => {
  const decoy = (number: number): Sample => {
    const pieces = Array.from(
      { length: 20 },
      (_, at) => (at * 7 + number) % 20,
    );
    return { ...FILM, segmentMap: pieces.join(",") };
  };

  test("in 401 orders of the same pieces (docker-makemkv 159): one is named, for no better reason than its number", () => {
    const tracks = Array.from({ length: 401 }, (_, at) =>
      toFacts(decoy(at), at),
    );
    const { classifications, decoys } = classifyTracks(tracks);
    const [main, ...others] = classifications.values();
    expect(main).toEqual({
      role: "mainFeature",
      confidence: "low",
      score: 1,
    });
    expect(new Set(others.map(({ role }) => role))).toEqual(new Set(["other"]));
    expect(decoys).toBe(400);
  });

  test("and is found out by MakeMKV: nobody has to look it up", () => {
    const marked = { ...decoy(5), label: "FPL_MainFeature" };
    const tracks = [decoy(0), decoy(1), marked].map(toFacts);
    const { classifications, decoys } = classifyTracks(tracks);
    expect(classifications.get(2)?.role).toBe("mainFeature");
    expect(decoys).toBe(0);
  });

  test("makes it no series, though all are equally long", () => {
    expect(judge(decoy(0), decoy(1), decoy(2))).toEqual([
      "mainFeature low",
      "other low",
      "other low",
    ]);
  });
});

describe("a series", () => {
  const episode = (duration: string, segmentMap: string): Sample => ({
    duration,
    segmentMap,
    chapters: 6,
    subtitles: 2,
  });

  test("has no main feature, and its extras are extras", () => {
    expect(
      judge(
        episode("0:42:03", "7"),
        episode("0:42:01", "5"),
        episode("0:42:01", "9"),
        { duration: "0:16:23", sourceFile: "00006.m2ts", segmentMap: "6" },
        { duration: "0:00:23" },
      ),
    ).toEqual([
      "episode high",
      "episode high",
      "episode high",
      "featurette high",
      "other medium",
    ]);
  });

  test("with a title that plays all of it", () => {
    expect(
      judge(
        episode("0:52:20", "17"),
        episode("0:52:06", "18"),
        episode("0:51:53", "21"),
        { ...episode("2:36:21", "17,18,21"), chapters: 18 },
      ),
    ).toEqual(["episode high", "episode high", "episode high", "playAll high"]);
  });

  test("on a DVD, where only the lengths tell of such a title", () => {
    const dvd = (duration: string) => ({ ...episode(duration, ""), ...onDvd });
    expect(
      judge(
        dvd("1:43:20"),
        dvd("0:25:41"),
        dvd("0:25:35"),
        dvd("0:25:42"),
        dvd("0:26:20"),
      ),
    ).toEqual([
      "playAll medium",
      "episode high",
      "episode high",
      "episode high",
      "episode high",
    ]);
  });

  test("of two long episodes is one, too", () => {
    expect(judge(episode("0:50:00", "1"), episode("0:48:00", "2"))).toEqual([
      "episode medium",
      "episode medium",
    ]);
  });

  test("may open with the same piece every time", () => {
    expect(
      judge(
        episode("0:25:00", "1,10,2"),
        episode("0:25:10", "1,11,2"),
        episode("0:25:20", "1,12,2"),
      ),
    ).toEqual(["episode high", "episode high", "episode high"]);
  });

  test("of films: none of them is the main one", () => {
    const film = (duration: string) => ({ ...FILM, ...onDvd, duration });
    expect(judge(film("1:35:13"), film("1:53:42"), film("1:28:33"))).toEqual([
      "episode medium",
      "episode medium",
      "episode medium",
    ]);
  });

  test("a film in two halves is no series of two", () => {
    const half = (duration: string, segmentMap: string) => ({
      ...FILM,
      duration,
      segmentMap,
    });
    expect(
      judge(
        half("3:36:00", "1,2"),
        half("2:06:00", "1"),
        half("1:30:00", "2"),
      )[0],
    ).toStartWith("mainFeature");
  });
});

test("a reel of trailers is no featurette", () => {
  expect(
    judge(
      FILM,
      { duration: "0:02:22", segmentMap: "9" },
      { duration: "0:02:10", segmentMap: "2808" },
      { duration: "0:04:33", segmentMap: "9,2808" },
    ),
  ).toEqual([
    "mainFeature high",
    "trailer medium",
    "trailer medium",
    "playAll high",
  ]);
});

test("a disc of short films only, and an empty one, have no main feature", () => {
  expect(judge({ duration: "0:07:00" }, { duration: "0:08:00" })).toEqual([
    "featurette medium",
    "featurette medium",
  ]);
  expect(judge()).toEqual([]);
});

const arbitraryTracks = fc
  .array(
    fc.record({
      duration: fc
        .constantFrom(0, 20, 90, 200, 900, 1500, 2500, 5400, 5430, 7000)
        .map((seconds) => new Date(seconds * 1000).toISOString().slice(12, 19)),
      chapters: fc.nat(30),
      audio: fc.nat(4),
      subtitles: fc.nat(4),
      angle: fc.constantFrom(null, null, 1, 2),
      sizeBytes: fc.nat(5),
      resolution: fc.constantFrom(null, "720x480", "1920x1080", "wide"),
      sourceFile: fc.constantFrom(null, "1.mpls", "2.mpls", "3.m2ts"),
      segmentMap: fc.constantFrom(null, "1", "1,2", "2,1", "1,2,3", "5-9", "x"),
      label: fc.constantFrom("", "", "", "FPL_MainFeature", "Teaser"),
    }),
    { maxLength: 12 },
  )
  .map((samples) => samples.map(toFacts));

test("every track is judged, and at most one is the main feature", () => {
  fc.assert(
    fc.property(arbitraryTracks, (tracks) => {
      const { classifications, decoys } = classifyTracks(tracks);
      expect([...classifications.keys()]).toEqual(
        tracks.map(({ number }) => number),
      );
      const all = [...classifications.values()];
      const mains = all.filter(({ role }) => role === "mainFeature");
      const others = all.filter(({ role }) => role === "other");
      const episodes = all.filter(({ role }) => role === "episode");
      expect(mains.length).toBeLessThanOrEqual(episodes.length > 0 ? 0 : 1);
      expect(episodes.length).not.toBe(1);
      expect(decoys).toBeLessThanOrEqual(others.length);
      for (const { score } of all) {
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(1);
      }
    }),
  );
});

test("the order in which the tracks come changes nothing", () => {
  fc.assert(
    fc.property(
      arbitraryTracks.chain((tracks) =>
        fc.tuple(
          fc.constant(tracks),
          fc.shuffledSubarray(tracks, { minLength: tracks.length }),
        ),
      ),
      ([tracks, shuffled]) => {
        const { classifications } = classifyTracks(shuffled);
        expect(
          new Map([...classifications].toSorted(([a], [b]) => a - b)),
        ).toEqual(new Map(classifyTracks(tracks).classifications));
      },
    ),
  );
});
