import type { Check } from "./check.ts";
import { configurationCheck } from "./checks/configuration.ts";
import { daemonCheck } from "./checks/daemon.ts";
import { detectionCheck } from "./checks/detection.ts";
import { driveCheck } from "./checks/drive.ts";
import { outputCheck, tasksFolderCheck } from "./checks/folders.ts";
import { menuBarCheck, serviceCheck } from "./checks/installed.ts";
import { licenceCheck } from "./checks/licence.ts";
import { awakeCheck, javaCheck } from "./checks/machine.ts";
import { makemkvconCheck } from "./checks/makemkvcon.ts";
import { portCheck } from "./checks/port.ts";
import { spaceCheck } from "./checks/space.ts";
import { webappCheck } from "./checks/webapp.ts";

/** All that the doctor looks at, in the order in which it is shown: what has to be right first stands first. */
export const CHECKS: readonly Check[] = [
  configurationCheck,
  webappCheck,
  tasksFolderCheck,
  outputCheck,
  spaceCheck,
  portCheck,
  makemkvconCheck,
  licenceCheck,
  driveCheck,
  detectionCheck,
  javaCheck,
  awakeCheck,
  daemonCheck,
  serviceCheck,
  menuBarCheck,
];
