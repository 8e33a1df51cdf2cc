import type { GradingJob } from '@touchstone/contracts';

/** A file of a program, as the judge's job names it. */
interface JobFile {
  readonly fileName: string;
  readonly code: string;
}

/** The program in the form of the judge's job (judge/common/job.py). */
export interface JobProgram extends JobFile {
  readonly otherFiles?: readonly JobFile[];
}

/**
 * The files that the assignment edits now, each with the program's text. A file that the program lacks,
 * because it was handed in when the assignment edited others, is the starter's; one that the assignment
 * no longer edits is left out.
 */
export function jobProgramOf({ code, otherFiles = [], bundle }: GradingJob): JobProgram {
  const main = { fileName: bundle.fileName, code };
  if (bundle.otherFiles === undefined) return main;
  const own = new Map(otherFiles.map((file) => [file.name, file.code]));
  return {
    ...main,
    otherFiles: bundle.otherFiles.map(({ name, code: starter }) => ({
      fileName: name,
      code: own.get(name) ?? starter,
    })),
  };
}

/** All files, the one that runs as a script first. */
export const filesOf = ({ fileName, code, otherFiles = [] }: JobProgram): readonly JobFile[] => [
  { fileName, code },
  ...otherFiles,
];
