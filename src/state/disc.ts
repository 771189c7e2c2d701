import type { DaemonEvent } from "./event.ts";
import { isWatched, settingsOf } from "./select.ts";
import type { DaemonState, Drive } from "./state.ts";
import { stay, type Step } from "./step.ts";
import { stopRunning } from "./stop.ts";
import { tryLicenceAgain } from "./licensing.ts";

/**
 * A disc comes or goes. The drive of the first disc is the one that is worked with; discs in other drives are noted and
 * have their turn when it is empty.
 */

type Of<T extends DaemonEvent["type"]> = Extract<DaemonEvent, { type: T }>;
type Inserted = Of<"discInserted">;

export function discInserted(state: DaemonState, event: Inserted): Step {
  const { device } = event;
  if (!isWanted(state, device)) return stay(state);
  const { drive, otherDrives } = state;
  if (drive.disc.kind !== "inserted" || drive.device === device) {
    const others = otherDrives.filter((other) => other.device !== device);
    return stay(
      tryLicenceAgain({
        ...state,
        drive: withDisc(drive, event),
        otherDrives: others,
      }),
    );
  }
  const known = otherDrives.some((other) => other.device === device);
  const next = known
    ? otherDrives.map((other) =>
        other.device === device ? withDisc(other, event) : other,
      )
    : [...otherDrives, withDisc(null, event)];
  return stay({ ...state, otherDrives: next });
}

/**
 * A drive that `daemon.yaml` names is the only one that counts. Not on macOS, where the name of a drive is that of the
 * disc in it and changes with every disc.
 */
function isWanted(state: DaemonState, device: string): boolean {
  const wanted = settingsOf(state)?.drive ?? null;
  if (wanted === null || !/^\/dev\/sr\d+$/.test(wanted)) return true;
  return wanted === device;
}

/** A second event for a disc that is already in only tells it better. */
function withDisc(
  drive: Drive | null,
  { device, volumeName, medium, at }: Inserted,
): Drive {
  const disc = drive?.disc;
  const eject = { kind: "none" } as const;
  if (disc?.kind === "inserted" && drive?.device === device)
    return {
      ...drive,
      disc: {
        ...disc,
        volumeName: volumeName ?? disc.volumeName,
        medium: {
          kind: medium.kind ?? disc.medium.kind,
          content: medium.content ?? disc.medium.content,
        },
      },
    };
  return {
    device,
    eject,
    disc: {
      kind: "inserted",
      volumeName,
      medium,
      insertedAt: at,
      scan: { kind: "wanted" },
    },
  };
}

/** The scan is forgotten with the disc, and what reads it is stopped. */
export function discEjected(state: DaemonState, device: string): Step {
  const { drive, otherDrives } = state;
  const others = otherDrives.filter((other) => other.device !== device);
  if (drive.disc.kind !== "inserted" || drive.device !== device)
    return stay(
      others.length === otherDrives.length
        ? state
        : { ...state, otherDrives: others },
    );
  const [first, ...rest] = others;
  const empty: Drive = {
    device,
    disc: { kind: "none" },
    eject: { kind: "none" },
  };
  return stopRunning(
    { ...state, drive: first ?? empty, otherDrives: rest },
    "ejected",
  );
}

/** An eject during a run would break it off: first pause, or wait. */
export function ejectRequested(state: DaemonState): Step {
  const { drive, activity } = state;
  const { device } = drive;
  if (drive.eject.kind === "ejecting") return stay(state);
  // A task that waits for a disc does so because there is none.
  if (activity.kind !== "idle" && activity.kind !== "waiting")
    return refuseEject(state, {
      key: "eject_refused",
      text: "The disc is not ejected while the drive is at work.",
      hint: "Wait for its end, or stop it with 'amphigory pause --now', then eject again.",
    });
  if (device === null || drive.disc.kind === "none")
    return refuseEject(state, {
      key: "no_disc",
      text: "There is no disc to eject.",
      hint: "",
    });
  return [
    { ...state, drive: { ...drive, eject: { kind: "ejecting" } } },
    [{ type: "ejectDisc", device }],
  ];
}

type EjectProblem = Extract<Drive["eject"], { kind: "failed" }>["problem"];

function refuseEject(state: DaemonState, problem: EjectProblem): Step {
  const eject = { kind: "failed", problem } as const;
  return stay({ ...state, drive: { ...state.drive, eject } });
}

/** Only a drive that is seen to be empty has ejected its disc, whatever the program that was run for it says. */
export function ejectEnded(
  state: DaemonState,
  { device, reason }: Of<"ejectEnded">,
): Step {
  const { drive } = state;
  if (drive.eject.kind !== "ejecting" || drive.device !== device)
    return stay(state);
  const isStillThere = drive.disc.kind === "inserted" && isWatched(state);
  if (reason === null && !isStillThere)
    return stay({
      ...state,
      drive: {
        ...drive,
        eject: { kind: "none" },
        disc:
          drive.disc.kind === "none"
            ? drive.disc
            : { kind: "unknown", lastScan: null, renumbered: null },
      },
    });
  return refuseEject(state, {
    key: "eject_failed",
    text: `The disc could not be ejected from ${device}: ${reason ?? "the system said that it was, but it is still there"}.`,
    hint: "Close what uses the disc, then try again.",
  });
}
