/** A fault in a course, and what to do about it. `line` counts from 1. */
export interface CourseFault {
  /** Relative to the folder that was read, with `/`; empty for the folder itself. */
  readonly file: string;
  readonly line?: number | undefined;
  readonly message: string;
}

/** A course, assignment or track folder has faults; the message lists all of them. */
export class CourseError extends Error {
  readonly faults: readonly CourseFault[];

  constructor(folder: string, faults: readonly CourseFault[]) {
    const count = faults.length === 1 ? 'One fault' : `${faults.length} faults`;
    super(
      [`${count} in ${folder}:`, ...faults.map((fault) => `  ${describeFault(fault)}`)].join('\n'),
    );
    this.name = 'CourseError';
    this.faults = faults;
  }
}

/** `file:line: message`, with file and line if they are known. */
export function describeFault({ file, line, message }: CourseFault): string {
  if (file === '') return message;
  return line === undefined ? `${file}: ${message}` : `${file}:${line}: ${message}`;
}

/** Something that may be intended; the teacher decides. */
export interface CourseWarning extends CourseFault {
  /** Whether it is about a folder that is not part of the course, so that students never see it. */
  readonly isLeftOut: boolean;
}

/** Collects faults while reading continues, so that a teacher sees all of them at once. */
export interface FaultList {
  readonly found: readonly CourseFault[];
  readonly warnings: readonly CourseWarning[];
  add(file: string, message: string, line?: number): void;
  warn(file: string, message: string, line?: number): void;
  /** Warns about a folder that is not part of the course. */
  leaveOut(file: string, message: string, line?: number): void;
}

export function createFaultList(): FaultList {
  const found: CourseFault[] = [];
  const warnings: CourseWarning[] = [];
  return {
    found,
    warnings,
    add: (file, message, line) => void found.push({ file, message, line }),
    warn: (file, message, line) => void warnings.push({ file, message, line, isLeftOut: false }),
    leaveOut: (file, message, line) => void warnings.push({ file, message, line, isLeftOut: true }),
  };
}
