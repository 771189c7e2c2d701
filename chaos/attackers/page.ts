/** What a page tries, and what came of it. */
export interface Attempt {
  readonly name: string;
  readonly kind:
    | "socket"
    | "fetch"
    | "post"
    | "form"
    | "image"
    | "frame"
    | "events"
    | "read";
  readonly to: string;
}

/**
 * `connected`: there was a message; `read`: a page may read the answer; `refused`: it may, and it is a 403; `nothing`:
 * whatever was sent, nothing came of it that the page could use.
 */
export type Outcome =
  "connected" | "read" | "refused" | "nothing" | "no report";

/** A page that tries everything and says so with one POST. A sandboxed one does it in a frame with the origin `null`. */
export function attemptsPage(
  attempts: readonly Attempt[],
  where: { readonly reportTo: string; readonly isSandboxed: boolean },
): string {
  const list = JSON.stringify(attempts);
  const script = `(${run})(${list}, ${JSON.stringify(where.reportTo)})`;
  const html = `<!doctype html><meta charset=utf-8><title>page</title><body><script>${script}</script>`;
  if (!where.isSandboxed) return html;
  const inner = html.replaceAll("&", "&amp;").replaceAll('"', "&quot;");
  return `<!doctype html><meta charset=utf-8><iframe sandbox="allow-scripts allow-forms" srcdoc="${inner}"></iframe>`;
}

/** Runs in the browser: it stands on its own, and knows nothing of this file. */
const run = String.raw`async (attempts, reportTo) => {
  const within = (ms, attempt) => Promise.race([attempt, new Promise((done) => setTimeout(done, ms, "nothing"))]);
  const element = (name, to) => new Promise((done) => {
    const made = document.createElement(name);
    made.onload = () => done(name === "img" ? "read" : "nothing");
    made.onerror = () => done("nothing");
    made.src = to;
    document.body.append(made);
  });
  const ways = {
    socket: (to) => new Promise((done) => {
      const socket = new WebSocket(to);
      socket.onmessage = () => { socket.onmessage = null; socket.send('{"type":"config_updated"}'); setTimeout(() => { socket.close(); done("connected"); }, 200); };
      socket.onerror = () => done("nothing");
    }),
    fetch: (to) => fetch(to).then((answer) => answer.text()).then(() => "read", () => "nothing"),
    read: (to) => fetch(to).then((answer) => answer.status === 403 ? "refused" : "read", () => "nothing"),
    post: (to) => fetch(to, { method: "POST", mode: "no-cors", body: '{"type":"config_updated"}' }).then(() => "nothing", () => "nothing"),
    form: (to) => {
      const target = document.createElement("iframe");
      target.name = "target" + Math.random();
      document.body.append(target);
      const form = Object.assign(document.createElement("form"), { method: "POST", action: to, enctype: "text/plain", target: target.name });
      form.append(Object.assign(document.createElement("input"), { name: '{"type":"config_updated","a":"', value: '"}' }));
      document.body.append(form);
      form.submit();
      return new Promise((done) => setTimeout(done, 200, "nothing"));
    },
    image: (to) => element("img", to),
    frame: (to) => element("iframe", to),
    events: (to) => new Promise((done) => {
      const source = new EventSource(to);
      source.onopen = () => done("read");
      source.onerror = () => { source.close(); done("nothing"); };
    }),
  };
  const report = {};
  for (const { name, kind, to } of attempts) {
    try { report[name] = await within(3000, ways[kind](to)); } catch { report[name] = "nothing"; }
  }
  await fetch(reportTo, { method: "POST", mode: "no-cors", body: JSON.stringify(report) });
}`;
