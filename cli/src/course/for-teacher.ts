import { withoutControls } from '../ground/terminal.ts';

/** What a judge tells a student of faults that are not the student's. */
const excuse =
  /^The \w+[^.]* (?:is|are) broken\. That is not your program's fault: tell your teacher\.\s*/;

/**
 * The first line of what the judge says to a student, as one says it to the teacher: `program` is
 * what stands in the student's place.
 */
export function forTeacher(text: string, program = 'the model solution'): string {
  const atStart = `${program.charAt(0).toUpperCase()}${program.slice(1)}`;
  return firstLine(text.replace(excuse, ''))
    .replace(/\bYour (?:program|file|code)\b/g, atStart)
    .replace(/\byour (?:program|file|code)\b/g, program);
}

/** The first line that says something, fit for a terminal. */
export function firstLine(text: string): string {
  const line = text.split('\n').find((each) => each.trim() !== '') ?? '';
  return withoutControls(line.trim());
}

/** The line of the student's file that a message begins with, and the rest of it. */
export function splitLine(text: string): { line: number | null; rest: string } {
  const found = /^Line (\d+): ([\s\S]*)$/.exec(text);
  if (found === null) return { line: null, rest: text };
  return { line: Number(found[1]), rest: found[2] ?? '' };
}
