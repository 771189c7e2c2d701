import { expect, test } from "bun:test";
import { join } from "node:path";
import { aboutMe } from "../../../src/doctor/bundle/about-me.ts";
import { tempDir } from "../../support/temp-dir.ts";
import { withYaml } from "../this-world.ts";

test.each([
  ["understood", "minlength: 1"],
  ["wrong", "minlength: soon"],
])("names of a daemon.yaml that is %s are known", async (_, line) => {
  await using dir = await tempDir();
  await Bun.write(
    join(dir.path, "daemon.yaml"),
    `webapp_url: http://a
webapp_basedir: /b
${line}
daemon_id: wohnzimmer
token: "geheim12"
allowed_hosts: [beehive.example]
`,
  );
  const about = await aboutMe(await withYaml(dir.path), {});
  expect(about.ids).toContain("wohnzimmer");
  expect(about.hosts).toContain("beehive.example");
  expect(about.secrets).toContain("geheim12");
});
