import MarkdownIt from 'markdown-it';
import { blankCode } from '../handout/blank-code.ts';

/** A date in a file of a copied course, and what became of it. `line` counts from 1. */
export interface ShiftedDate {
  readonly line: number;
  readonly from: string;
  readonly to: string;
}

/** A date such as 2026-10-05, also before a time; not a part of an address, a name or a longer number. */
const datePattern = /(?<![\w/.-])\d{4}-\d{2}-\d{2}(?![\d/-])/g;

const dayMs = 24 * 60 * 60 * 1000;

/** The date that many days later, or earlier; null if there is no such date. */
function shiftDate(date: string, days: number): string | null {
  const time = Date.parse(`${date}T00:00:00Z`);
  if (Number.isNaN(time) || !new Date(time).toISOString().startsWith(date)) return null;
  const shifted = new Date(time + days * dayMs);
  const year = shifted.getUTCFullYear();
  return year >= 1000 && year <= 9999 ? shifted.toISOString().slice(0, 10) : null;
}

/** Shifts all dates of a YAML file, in comments too. */
export const shiftInYaml = (text: string, days: number) => shiftLines(text, text, days);

/** Shifts the dates of a handout, except in code, which shows what programs do. */
export const shiftInHandout = (markdown: string, days: number) =>
  shiftLines(markdown, blankCode(markdown, new MarkdownIt().parse(markdown, {})), days);

/** Where `visible` differs from the text, nothing is shifted. */
function shiftLines(
  text: string,
  visible: string,
  days: number,
): { text: string; shifted: ShiftedDate[] } {
  const shifted: ShiftedDate[] = [];
  const visibleLines = visible.split('\n');
  const lines = text.split('\n').map((line, index) =>
    line.replace(datePattern, (from, at: number) => {
      const isVisible = visibleLines[index]?.startsWith(from, at) === true;
      const to = isVisible ? shiftDate(from, days) : null;
      if (to === null) return from;
      shifted.push({ line: index + 1, from, to });
      return to;
    }),
  );
  return { text: lines.join('\n'), shifted };
}
