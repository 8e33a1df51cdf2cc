/** A program to grade. */
export interface Program {
  /** Identifies it among the programs of its subject. */
  readonly title: string;
  readonly code: string;
  /** Whether only its verdict is the same in every run: it races, or prints what it finds. */
  readonly unsteady: boolean;
}

/** An assignment's folder and the programs to grade with it. */
export interface Subject {
  /** The path of its file below the output folder, such as `first-steps/sum`. */
  readonly name: string;
  readonly folder: string;
  readonly programs: readonly Program[];
}
