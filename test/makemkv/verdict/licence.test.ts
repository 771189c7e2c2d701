import { expect, test } from "bun:test";
import { licenceOf } from "../../../src/makemkv/verdict/licence.ts";
import { hear } from "../../support/robot-lines.ts";

/* Texts that were never seen in a capture are constructed from the catalogue. */

const say = (code: number, ...params: readonly string[]) =>
  `MSG:${code},0,${params.length},${["text", "format", ...params].map((field) => `"${field}"`).join(",")}`;
const OPENED = say(5011);
const OPEN_FAILED = say(5010);
const TITLE = 'TINFO:0,9,0,"1:39:56"';
const DVD = 'DRV:0,2,999,1,"DVD MAKER","FILM","/dev/sr0"';
const BLURAY = 'DRV:1,2,999,12,"BD MAKER","FILM","/dev/sr1"';
const READ_ERROR = say(2003, "MEDIUM ERROR", "/x", "2048");

const licence = (...lines: readonly string[]) => licenceOf(hear(lines));
const refused = (reason: string) => ({ kind: "refused", reason });

test("a disc that was opened without a word about it has a fine licence", () => {
  expect(licence(OPENED)).toEqual({ kind: "fine" });
});

test("a run that opened nothing and said nothing tells nothing", () => {
  expect(licence(OPEN_FAILED)).toBeNull();
});

test("days that are left, and what is over but still works, only limit", () => {
  expect(licence(say(5050, "24", "30"), OPENED, TITLE)).toEqual({
    kind: "limited",
    daysLeft: 24,
    message: expect.stringContaining("24 days left"),
  });
  expect(licence(say(5050, "1", "30"))).toMatchObject({
    daysLeft: 1,
    message: expect.stringContaining("1 day left"),
  });
  expect(licence(say(5054, "16"), say(5051), OPEN_FAILED)).toEqual({
    kind: "limited",
    daysLeft: null,
    message: expect.stringContaining("expired 16 days ago; it still works"),
  });
  expect(licence(say(5051))?.kind).toBe("limited");
  expect(licence(say(5053, "30"), say(5050, "30", "30"), OPENED)).toMatchObject(
    { kind: "limited", daysLeft: 30 },
  );
});

const reasons: readonly (readonly [number, string])[] = [
  [5020, "licence_invalid"],
  [5021, "makemkv_too_old"],
  [5022, "licence_invalid"],
  [5052, "licence_expired"],
  [5055, "licence_expired"],
  [5056, "licence_not_started"],
  [5073, "licence_expired"],
  [5095, "licence_invalid"],
];

for (const [code, reason] of reasons) {
  test(`${code} without a result is ${reason}, says that the disc is sound and what to do`, () => {
    const found = licence(say(code), BLURAY, OPEN_FAILED);
    expect(found).toMatchObject(refused(reason));
    expect(found).toMatchObject({
      message: expect.stringMatching(
        /^.+\. Nothing is wrong with the disc\. .+\.$/,
      ),
    });
  });
  test(`${code} beside tracks or a saved file has forbidden nothing`, () => {
    for (const result of [TITLE, "TCOUNT:3"])
      expect(licence(say(code), OPENED, result)?.kind).toBe("limited");
    const saved = licence(say(code), OPENED, say(5036, "1"));
    expect(saved?.kind).toBe("limited");
  });
}

test("an expired temporary key is the reason, not the version that is too old without one", () => {
  expect(licence(say(5073), say(5021))).toMatchObject(
    refused("licence_expired"),
  );
});

test("an expired licence does not explain why a DVD could not be opened", () => {
  for (const code of [5052, 5073, 5020])
    for (const dvd of [DVD, 'PRGT:3100,0,"Opening DVD"'])
      expect(licence(say(code), dvd, OPEN_FAILED)?.kind).toBe("limited");
});

test("an expired licence explains what a Blu-ray did not give, also beside read errors", () => {
  for (const bluray of [BLURAY, 'PRGT:3404,0,"Opening Blu-ray"'])
    expect(licence(say(5052), bluray, READ_ERROR, OPEN_FAILED)).toMatchObject(
      refused("licence_expired"),
    );
});

test("a Blu-ray whose titles are processed is no DVD", () => {
  const steps = [
    'PRGT:3404,0,"Opening Blu-ray disc"',
    'PRGC:3400,0,"Processing AV clips"',
    'PRGC:3103,0,"Processing titles"',
  ];
  const begun = [OPENED, say(5014, "1", "/o"), say(5037, "0", "1")];
  for (const end of [[OPEN_FAILED], [OPENED, "TCOUNT:0"], begun])
    expect(licence(say(5052), BLURAY, ...steps, ...end)).toMatchObject(
      refused("licence_expired"),
    );
});

test("where the kind of disc is not known, read errors speak for the disc", () => {
  expect(licence(say(5052), READ_ERROR, OPEN_FAILED)).toMatchObject({
    kind: "limited",
    message: expect.stringMatching(
      /only DVDs can still be ripped\. Enter a valid key in MakeMKV \(/,
    ),
  });
  expect(licence(say(5052), OPEN_FAILED)?.kind).toBe("refused");
});

test("a copy that had begun was not forbidden", () => {
  expect(licence(say(5052), BLURAY, OPENED, say(5014, "1", "/o"))?.kind).toBe(
    "limited",
  );
});

test("a copy of a Blu-ray that only DVDs are free of was forbidden, if it says that it failed and nothing else", () => {
  const begun = [say(5052), BLURAY, OPENED, say(5014, "1", "/o")];
  const none = say(5037, "0", "1");
  expect(licence(...begun, none)?.kind).toBe("refused");
  expect(licence(...begun, READ_ERROR, none)?.kind).toBe("limited");
  expect(licence(say(5052), DVD, OPENED, none)?.kind).toBe("limited");
});

test("of two drives the one that was asked for tells the kind of disc", () => {
  const { record } = hear([say(5052), DVD, BLURAY, OPEN_FAILED]);
  expect(
    [null, "/dev/sr0", "/dev/sr1"].map(
      (device) => licenceOf({ record, device })?.kind,
    ),
  ).toEqual(["refused", "limited", "refused"]);
});
