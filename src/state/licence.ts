/**
 * What makemkvcon says about its licence. It is a state of the program and never a fault of a disc: when it forbids the
 * work, tasks wait instead of failing.
 */
export type Licence =
  /** A disc was opened without a word about it. */
  | { readonly kind: "fine" }
  /** It works, and says that it will not for ever. */
  | {
      readonly kind: "limited";
      /** Days that are left, where it says so. */
      readonly daysLeft: number | null;
      readonly message: string;
    }
  | LicenceRefusal;

export interface LicenceRefusal {
  readonly kind: "refused";
  readonly reason: LicenceReason;
  /** For a person: what is wrong and what to do. */
  readonly message: string;
}

/** Stable words, also on the wire. */
export type LicenceReason =
  | "licence_expired"
  | "licence_invalid"
  | "licence_not_started"
  | "makemkv_too_old";
