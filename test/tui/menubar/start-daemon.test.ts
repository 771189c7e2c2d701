import { expect, test } from "bun:test";
import { ownCommand } from "../../../src/lib/own-command.ts";
import { fetchState, sendCommand } from "../../../tui/attach.ts";
import { menuOf } from "../../../tui/menubar/menu-view.ts";
import { startHost, until } from "../../support/daemon.ts";
import { isAlive } from "../../support/process.ts";

test("a click on Start ends at once, and the daemon lives on by itself", async () => {
  await using host = await startHost({ stopped: true });
  const { configDir } = host;
  const place = { now: 0, command: ownCommand(), configDir };
  const { sections } = menuOf({ kind: "notRunning" }, place);
  const does = sections.flat().find((item) => item.does)?.does;
  if (does?.kind !== "run") throw new Error("nothing can be started");

  const click = Bun.spawn([...does.words], { stdin: "ignore", stderr: "pipe" });
  // SwiftBar reads both pipes to their ends.
  expect(await click.stdout.text()).toBe("");
  expect(await click.stderr.text()).toBe("");
  expect(await click.exited).toBe(0);

  const { pid } = await until("the daemon", async () => {
    const found = await fetchState(configDir);
    return found.kind === "ok" ? found.snapshot.state.daemon : null;
  });
  await sendCommand(configDir, "quit");
  await until("its end", () => (isAlive(pid) ? null : true));
});
