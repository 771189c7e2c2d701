import { residentMebibytes } from "../../bench/process-stat.ts";
import { type Host, scanTask, startHost } from "../../test/support/daemon.ts";
import { controlSocketPath } from "../../src/wire/attach.ts";
import { answersPing, frame, OPCODES, openSocket } from "./frames.ts";
import type { RawConnection } from "./raw-connection.ts";

/** A real daemon that is attacked, and a webapp that does nothing wrong and must not notice. */
export interface Target extends AsyncDisposable {
  readonly host: Host;
  readonly port: number;
  /** Its address, as `daemon.yaml` has it. */
  readonly webappUrl: string;
  /** What `/config.json` answers from now on; `null`: what is right. */
  answer(text: string | null): void;
  /** The webapp says that its settings have changed. */
  updateConfig(): void;
  pid(): number;
  memory(): number;
  /** What does not work any more for those who do nothing wrong; `null`: everything does. */
  complaint(): Promise<string | null>;
  /** The same with a task: from the file to its answer. */
  worksStill(): Promise<string | null>;
  /** A person's command, on the control socket. */
  command(command: string): Promise<void>;
  /** Whether the daemon counts so many clients beside the webapp, soon. */
  hasClients(count: number): Promise<boolean>;
}

export type TargetOptions = NonNullable<Parameters<typeof startHost>[0]> & {
  /** Called when its folders are there, and before it is started. */
  readonly onHost?: (host: Host) => unknown;
};

const ALIVE_MS = 5_000;

export async function startTarget(
  options: TargetOptions = {},
): Promise<Target> {
  let answer: string | null = null;
  const site = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch: () => new Response(answer ?? JSON.stringify(host.webappConfig)),
  });
  const host = await startHost({
    ...options,
    settings: {
      webapp_link: "off",
      webapp_url: `http://127.0.0.1:${site.port}`,
      ...options.settings,
    },
    stopped: true,
  });
  await options.onHost?.(host);
  await host.start();
  await host.daemon.state(({ queue }) => queue.kind === "open");
  const { config } = await host.daemon.state(
    ({ server }) => server.kind === "listening",
  );
  const webappUrl = config.kind === "ready" ? config.settings.webappUrl : "";
  let webapp: RawConnection = await openSocket(host.port);
  // Nobody answers pings on a raw connection; one that is never heard of is dropped.
  const alive = setInterval(
    () => webapp.write(frame({ opcode: OPCODES.pong })),
    ALIVE_MS,
  );
  let asked = 0;

  async function complaint(): Promise<string | null> {
    if (host.daemon.process.exitCode !== null) return "the daemon has ended";
    if (/internal error/.test(host.daemon.log()))
      return `an internal error: ${/.*internal error.*/.exec(host.daemon.log())?.[0]}`;
    asked++;
    if (await answersPing(webapp, `webapp ${asked}`)) return null;
    const wasOpen = webapp.isOpen();
    webapp[Symbol.dispose]();
    webapp = await openSocket(host.port);
    return wasOpen
      ? "the webapp's ping has no answer"
      : "the webapp was disconnected";
  }

  return {
    host,
    port: host.port,
    webappUrl,
    answer: (text) => void (answer = text),
    updateConfig: () =>
      webapp.write(
        frame({ opcode: OPCODES.text, payload: '{"type":"config_updated"}' }),
      ),
    pid: () => host.daemon.process.pid,
    memory: () => residentMebibytes(host.daemon.process.pid),
    complaint,
    async worksStill() {
      const wrong = await complaint();
      if (wrong !== null) return wrong;
      asked++;
      await host.queue(scanTask(`still-${asked}`));
      const { status } = await host.answer(`still-${asked}`);
      return status === "success" ? null : `a scan ended as ${status}`;
    },
    async command(command) {
      await fetch("http://localhost/command", {
        unix: controlSocketPath(host.configDir),
        method: "POST",
        body: JSON.stringify({ command }),
      });
    },
    hasClients: (count) =>
      host.daemon
        .state(({ people }) => people.webappClients === count + 1)
        .then(
          () => true,
          () => false,
        ),
    async [Symbol.asyncDispose]() {
      clearInterval(alive);
      webapp[Symbol.dispose]();
      await site.stop(true);
      await host[Symbol.asyncDispose]();
    },
  };
}
