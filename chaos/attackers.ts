import { attackFromBrowser } from "./attackers/browser.ts";
import { attackControlSocket } from "./attackers/control-socket.ts";
import { attackWithCrowds } from "./attackers/crowds.ts";
import { drawNames } from "./attackers/draw-names.ts";
import { attackWithFrames } from "./attackers/fuzz-frames.ts";
import { attackWithHeaders } from "./attackers/headers.ts";
import { attackWithNames } from "./attackers/hostile-names.ts";
import { attackWithSettings } from "./attackers/hostile-settings.ts";
import { attackWithTasks } from "./attackers/hostile-tasks.ts";
import { attackSharedFolder } from "./attackers/shared-folder.ts";
import { startTarget } from "./attackers/target.ts";
import type { Row, Suite } from "./suite.ts";

export const attackers: Suite = {
  name: "attackers",
  title: "Attackers: pages, sockets, files, names, settings",
  async run(form, log) {
    const rows: Row[] = [];
    const add = (...more: readonly Row[]) => {
      rows.push(...more);
      for (const { what } of more) log(what);
    };
    const pages = await attackFromBrowser();
    if (pages !== null) add(pages);
    else log("pages in a browser: not tried, there is no Chromium here");
    const folder = await attackSharedFolder();
    if (folder !== null) add(folder);
    else log("the socket in /tmp: not tried, needs Linux, root and setpriv");
    add(drawNames());
    await using target = await startTarget();
    add(await attackWithHeaders(target));
    add(...(await attackWithFrames(target, form)));
    add(...(await attackWithCrowds(target, form)));
    add(...(await attackControlSocket(target, form)));
    add(...(await attackWithTasks(target, form)));
    add(...(await attackWithNames(target, form)));
    add(...(await attackWithSettings(target, form)));
    return rows;
  },
};
