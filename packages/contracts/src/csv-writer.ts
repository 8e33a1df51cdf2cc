/** A number is written as a number, null as an empty cell. */
export type Cell = string | number | null;

/** At the start of a file it tells Excel that the file is UTF-8; without it names such as Zoë are spoilt. */
export const byteOrderMark = '\ufeff';

/** A line of a CSV file as RFC 4180 has it, with its line end. No spreadsheet calculates any of its texts. */
export const csvLine = (cells: readonly Cell[]): string => `${cells.map(writeCell).join(',')}\r\n`;

function writeCell(cell: Cell): string {
  const text = typeof cell === 'string' ? harmless(cell) : String(cell ?? '');
  return /[",;\r\n\t]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** What a formula begins with; spreadsheets in Japanese and Chinese also take the wide ones. */
const formula = '[=+\\-@\uff1d\uff0b\uff0d\uff20]';
const startsFormula = new RegExp(`^[\\s\\p{Cc}]*${formula}|^[\\t\\r\\n]`, 'u');
/** A spreadsheet whose cells are divided by other signs begins a cell after these, also within quotes. */
const startsFormulaWithin = new RegExp(`([;\\t|\\r\\n][\\s\\p{Cc}"']*)(?=${formula})`, 'gu');

/** A spreadsheet shows the text after an apostrophe as it is. */
function harmless(text: string): string {
  const within = text.replaceAll(startsFormulaWithin, "$1'");
  return startsFormula.test(text) ? `'${within}` : within;
}
