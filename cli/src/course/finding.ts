/** A fault must be mended; a warning is for the teacher to judge. `line` counts from 1. */
export interface Finding {
  readonly kind: 'fault' | 'warning';
  /** In the assignment's folder. */
  readonly file: string;
  readonly line: number | null;
  readonly message: string;
}

export const fault = (file: string, message: string, line: number | null = null): Finding => ({
  ...{ kind: 'fault', file, line, message },
});

export const warning = (file: string, message: string, line: number | null = null): Finding => ({
  ...{ kind: 'warning', file, line, message },
});
