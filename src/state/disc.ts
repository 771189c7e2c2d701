import type { DaemonEvent } from "./event.ts";
import type { DaemonState } from "./state.ts";
import { stay, type Step } from "./step.ts";
import { stopRunning } from "./stop.ts";

type Of<T extends DaemonEvent["type"]> = Extract<DaemonEvent, { type: T }>;

/** A second event for a disc that is already in only tells its name better. */
export function discInserted(
  state: DaemonState,
  { device, volumeName, at }: Of<"discInserted">,
): Step {
  const { drive } = state;
  if (drive.disc.kind === "inserted" && drive.device === device)
    return stay({
      ...state,
      drive: {
        device,
        disc: {
          ...drive.disc,
          volumeName: volumeName ?? drive.disc.volumeName,
        },
      },
    });
  const disc = {
    kind: "inserted",
    volumeName,
    insertedAt: at,
    scan: { kind: "wanted" },
  } as const;
  return stay({ ...state, drive: { device, disc } });
}

/** The scan is forgotten with the disc, and what reads it is stopped. */
export function discEjected(state: DaemonState, device: string): Step {
  const { drive } = state;
  if (drive.disc.kind !== "inserted" || drive.device !== device)
    return stay(state);
  return stopRunning(
    { ...state, drive: { device, disc: { kind: "none" } } },
    "ejected",
  );
}
