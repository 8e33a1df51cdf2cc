/** One thing wrong with a course, and what to do about it. `line` counts from 1. */
export interface CourseFault {
  /** Relative to the folder that was read, with `/`; empty for the folder itself. */
  readonly file: string;
  readonly line?: number;
  readonly message: string;
}

/** A course, assignment or track folder has faults; all that were found are listed at once. */
export class CourseError extends Error {
  readonly faults: readonly CourseFault[];

  constructor(folder: string, faults: readonly CourseFault[]) {
    const count = faults.length === 1 ? 'One fault' : `${faults.length} faults`;
    super([`${count} in ${folder}:`, ...faults.map((fault) => `  ${describe(fault)}`)].join('\n'));
    this.name = 'CourseError';
    this.faults = faults;
  }
}

function describe({ file, line, message }: CourseFault): string {
  if (file === '') return message;
  return line === undefined ? `${file}: ${message}` : `${file}:${line}: ${message}`;
}

/** Collects faults while reading goes on, so that a teacher sees all of them in one go. */
export interface FaultList {
  readonly found: readonly CourseFault[];
  add(file: string, message: string, line?: number): void;
}

export function createFaultList(): FaultList {
  const found: CourseFault[] = [];
  return {
    found,
    add: (file, message, line) =>
      void found.push(line === undefined ? { file, message } : { file, line, message }),
  };
}
