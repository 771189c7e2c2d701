import { expect, test } from "bun:test";
import fc from "fast-check";
import {
  element,
  elementHead,
  float,
  text,
  uint,
} from "../../../src/demo/ebml.ts";
import {
  childrenOf,
  findChild,
  readFloat,
  readHead,
  readText,
  readUint,
} from "../../../src/makemkv/matroska/ebml-elements.ts";

const ID = 0x1a45dfa3;
const ids = fc.constantFrom(0xec, 0x4282, 0x2ad7b1, ID);

test("a head that was written is read", () => {
  fc.assert(
    fc.property(ids, fc.maxSafeNat(), (id, number) => {
      const size = number % 2 ** 53;
      const bytes = elementHead(id, size);
      expect(readHead(bytes)).toEqual({ id, size, length: bytes.length });
    }),
  );
});

test.each([
  ["one byte", [0xec, 0x81], { id: 0xec, size: 1, length: 2 }],
  ["two bytes", [0xec, 0x41, 0x02], { id: 0xec, size: 258, length: 3 }],
  ["one byte left open", [0xec, 0xff], { id: 0xec, size: null, length: 2 }],
  [
    "eight bytes left open",
    [0xec, 0x01, 255, 255, 255, 255, 255, 255, 255],
    { id: 0xec, size: null, length: 9 },
  ],
  ["nothing", [], null],
  ["an id of no length", [0x00, 0x81], null],
  ["an id of five bytes", [0x08, 0, 0, 0, 0, 0x81], null],
  ["a size of no length", [0xec, 0x00], null],
  ["a size that is cut off", [0xec, 0x41], null],
])("the head with a size of %s", (_, bytes, head) => {
  expect<unknown>(readHead(Uint8Array.from(bytes))).toEqual(head);
});

test("children are read as far as they are whole", () => {
  const body = element(0xec, [uint(0xd7, 300), text(0x86, "V_VP9")]).subarray(
    9,
  );
  const ids = (bytes: Uint8Array) => [...childrenOf(bytes)].map(({ id }) => id);
  expect(ids(body)).toEqual([0xd7, 0x86]);
  expect(ids(body.subarray(0, -1))).toEqual([0xd7]);
  expect(findChild(body, 0x99)).toBeNull();
  expect(readUint(findChild(body, 0xd7) ?? body)).toBe(300);
});

test("a list of garbage has an end", () => {
  const emptyElements = new Uint8Array(100_000).map((_, at) =>
    at % 2 === 0 ? 0xec : 0x80,
  );
  expect([...childrenOf(emptyElements)]).toHaveLength(10_000);
});

test("floats have four or eight bytes, and a text may end in zeros", () => {
  const body = float(0x4489, 1.5).subarray(-8);
  expect(readFloat(body)).toBe(1.5);
  expect(readFloat(Uint8Array.of(0x3f, 0xc0, 0, 0))).toBe(1.5);
  expect(readFloat(body.subarray(1))).toBeNull();
  expect(readText(Uint8Array.of(0x77, 0x65, 0x62, 0, 0x6d))).toBe("web");
});
