import { withoutControls } from '../shared/terminal.ts';

/** The judge's message to students about faults that are not theirs. */
const excuse =
  /^The \w+[^.]* (?:is|are) broken\. That is not your program's fault: tell your teacher\.\s*/;

/**
 * The first line of a message for students, reworded for the teacher: `program` replaces the
 * student's program.
 */
export function forTeacher(text: string, program = 'the model solution'): string {
  const atStart = `${program.charAt(0).toUpperCase()}${program.slice(1)}`;
  return firstLine(text.replace(excuse, ''))
    .replace(/\bYour files have\b/g, `${atStart} has`)
    .replace(/\bYour (?:program|file|code)\b/g, atStart)
    .replace(/\byour (?:program|files?|code)\b/g, program);
}

/** The first line that is not empty, safe for a terminal. */
export function firstLine(text: string): string {
  const line = text.split('\n').find((each) => each.trim() !== '') ?? '';
  return withoutControls(line.trim());
}

/**
 * The line number at the start of a message, the file that it is in where students edit several, and the rest of
 * the message.
 */
export function splitLine(text: string): { line: number | null; file?: string; rest: string } {
  const [, line, file, rest = ''] = /^Line (\d+)(?: of (\w+\.py))?: ([\s\S]*)$/.exec(text) ?? [];
  if (line === undefined) return { line: null, rest: text };
  return { line: Number(line), ...(file !== undefined && { file }), rest };
}
