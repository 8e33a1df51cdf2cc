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
    super(
      [`${count} in ${folder}:`, ...faults.map((fault) => `  ${describeFault(fault)}`)].join('\n'),
    );
    this.name = 'CourseError';
    this.faults = faults;
  }
}

/** `file:line: message`, as far as file and line are known. */
export function describeFault({ file, line, message }: CourseFault): string {
  if (file === '') return message;
  return line === undefined ? `${file}: ${message}` : `${file}:${line}: ${message}`;
}

/** Something that may be meant so, for the teacher to judge. */
export interface CourseWarning extends CourseFault {
  /** Whether it is about a folder that is no part of the course, so that students never meet it. */
  readonly isLeftOut: boolean;
}

/** Collects faults while reading goes on, so that a teacher sees all of them in one go. */
export interface FaultList {
  readonly found: readonly CourseFault[];
  readonly warnings: readonly CourseWarning[];
  add(file: string, message: string, line?: number): void;
  warn(file: string, message: string, line?: number): void;
  /** Warns of a folder that is no part of the course. */
  leaveOut(file: string, message: string): void;
}

export function createFaultList(): FaultList {
  const found: CourseFault[] = [];
  const warnings: CourseWarning[] = [];
  return {
    found,
    warnings,
    add: (file, message, line) => void found.push(placed(file, message, line)),
    warn: (file, message, line) =>
      void warnings.push({ ...placed(file, message, line), isLeftOut: false }),
    leaveOut: (file, message) => void warnings.push({ file, message, isLeftOut: true }),
  };
}

const placed = (file: string, message: string, line: number | undefined): CourseFault =>
  line === undefined ? { file, message } : { file, line, message };
