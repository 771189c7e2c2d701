import {
  type EjectOptions,
  type Ejected,
  ejectOnLinux,
} from "./linux/eject.ts";
import { ejectOnMacos } from "./macos/eject.ts";

/** Ejects the disc in `device`, whose name says by which system: `/dev/rdisk4` or `/dev/sr0`. Never rejects. */
export async function ejectDisc(
  device: string,
  options: EjectOptions,
): Promise<Ejected> {
  if (/^\/dev\/r?disk\d+$/.test(device)) return ejectOnMacos(device, options);
  if (/^\/dev\/sr\d+$/.test(device)) return ejectOnLinux(device, options);
  return { kind: "failed", reason: "it is no optical drive that is known" };
}
