/** A mistake on one line, in an author's terms. */
export interface Mistake {
  /** From 1. */
  readonly line: number;
  /** Empty when a fault of another line covers it. */
  readonly message: string;
  /** The line as it was probably meant, so that the rest of the file can be read. */
  readonly meant: string | null;
}
