/** What a page shows otherwise than its author meant, or not at all; for the teacher to judge. */
export interface Loss {
  readonly line: number;
  readonly message: string;
}
