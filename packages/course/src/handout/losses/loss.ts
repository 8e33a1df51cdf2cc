/** Something that a page shows differently than its author intended, or not at all; the teacher decides. */
export interface Loss {
  readonly line: number;
  readonly message: string;
}
