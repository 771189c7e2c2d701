import { expect, test } from "bun:test";
import { readFile } from "node:fs/promises";
import { drawPicture, PICTURE } from "../../../scripts/dashboard-picture.ts";

test("the picture of the README shows the dashboard as it is: bun scripts/dashboard-picture.ts draws it again", async () => {
  expect(await readFile(PICTURE, "utf8")).toBe(drawPicture());
});
