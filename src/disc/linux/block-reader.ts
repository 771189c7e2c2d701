/**
 * What `udevadm` prints: blocks of `KEY=value`, each ended by an empty line. `monitor` puts a line `UDEV  [1031.7] change
 * /devices/… (block)` before each, `info --export-db` puts `E: ` before each pair and other letters before what is not a
 * pair; `info --query=property` prints pairs alone. A block that was cut is dropped: what is missing in it would be taken
 * for a disc that is gone.
 */
export interface BlockReader {
  /** The block that this line ends, if it does. */
  push(line: string): Block | null;
  /** At the end of an answer, whose last block needs no empty line. */
  flush(): Block | null;
}

export type Block = ReadonlyMap<string, string>;

/** The few keys that say something about discs; the rest is not kept. */
const WANTED =
  /^(ACTION|DEVNAME|DEVTYPE|DISKSEQ|DISK_(MEDIA_CHANGE|EJECT_REQUEST)|ID_BUS|ID_CDROM_MEDIA(_(CD|DVD|BD|STATE|SESSION_COUNT|TRACK_COUNT)[A-Z_]*)?|ID_FS_(LABEL|LABEL_ENC|UUID))$/;
const MAX_KEYS = 100;
const MAX_VALUE_LENGTH = 4096;

/** `monitor`'s first line of an event, `info`'s first line of a device. */
const HEADER = /^(?:(UDEV|KERNEL)\s*\[|P: )/;
/** Cut at the first `=`: values have some, too (`ID_REVISION=06=00`). */
const PAIR = /^(?:E: ?)?([A-Z0-9_]+)=(.*)$/;

export function createBlockReader(): BlockReader {
  let pairs = new Map<string, string>();
  let isIgnored = false;

  function begin(ignored: boolean): void {
    pairs = new Map();
    isIgnored = ignored;
  }

  function take(): Block | null {
    const block = isIgnored || pairs.size === 0 ? null : pairs;
    begin(false);
    return block;
  }

  return {
    flush: take,
    push(line) {
      if (line === "") return take();
      const header = HEADER.exec(line);
      if (header) {
        // The kernel's own events come before udev has looked at the disc.
        begin(header[1] === "KERNEL");
        return null;
      }
      const [, key, value] = PAIR.exec(line) ?? [];
      if (key === undefined || value === undefined) return null;
      if (pairs.size < MAX_KEYS && WANTED.test(key))
        pairs.set(key, value.slice(0, MAX_VALUE_LENGTH));
      return null;
    },
  };
}
