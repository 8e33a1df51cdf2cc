/** A program to grade. */
export interface Program {
  /** Names it among the programs of its subject. */
  readonly title: string;
  readonly code: string;
  /** Only its verdict is the same from run to run: it is a race, or prints what it finds. */
  readonly unsteady: boolean;
}

/** An assignment's folder and the programs that are graded there. */
export interface Subject {
  /** Where its file stands below the folder that is written to, such as `first-steps/sum`. */
  readonly name: string;
  readonly folder: string;
  readonly programs: readonly Program[];
}
