import { CsvError, readCsv, type CsvRow } from '@touchstone/runtime/csv';
import { normaliseMail } from '../queries/mail-identity.ts';

/** What the file says of a student; undefined: the file has no such column. */
export interface RosterRow {
  readonly line: number;
  /** In its stored form. */
  readonly mail: string;
  readonly name: string | null | undefined;
  readonly group: string | null | undefined;
  readonly id: string | null | undefined;
}

export interface Roster {
  readonly rows: readonly RosterRow[];
  /** Lines that can't be used, and what to do. */
  readonly refused: { line: number; message: string }[];
  readonly notes: string[];
}

const columns = ['name', 'mail', 'group', 'id'] as const;
type Column = (typeof columns)[number];

/** Other headers that mean the same, in lower case. */
const synonyms: Readonly<Record<string, Column>> = { email: 'mail', 'e-mail': 'mail' };

/** In characters. */
const maxCellLength = 200;

/** Reads a roster: a header with at least `mail`, then a student a line. Refuses only what is wrong. */
export function readRoster(csv: string): Roster {
  let table: CsvRow[];
  try {
    table = readCsv(csv);
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return refuseAll(error.line, `${error.message}. Nothing was loaded`);
  }
  const [header, ...lines] = table;
  if (header === undefined) {
    return refuseAll(1, 'the file is empty; write a header line: name,mail,group,id');
  }
  const { places, faults, notes } = readHeader(header);
  if (faults.length > 0) return { rows: [], refused: faults, notes };
  const rows: RosterRow[] = [];
  const refused: Roster['refused'] = [];
  const seen = { mail: new Map<string, number>(), id: new Map<string, number>() };
  for (const line of lines) {
    const row = readRow(line, places, header.cells.length);
    const fault = typeof row === 'string' ? row : repeated(row, seen);
    if (fault !== null) refused.push({ line: line.line, message: fault });
    if (typeof row !== 'string' && fault === null) rows.push(row);
  }
  return { rows, refused, notes };
}

const refuseAll = (line: number, message: string): Roster => ({
  rows: [],
  refused: [{ line, message }],
  notes: [],
});

type Places = ReadonlyMap<Column, number>;

function readHeader({ line, cells }: CsvRow): {
  places: Places;
  faults: Roster['refused'];
  notes: string[];
} {
  const places = new Map<Column, number>();
  const unknown: string[] = [];
  const faults: Roster['refused'] = [];
  for (const [place, cell] of cells.entries()) {
    const written = cell.trim().toLowerCase();
    const column = synonyms[written] ?? columns.find((one) => one === written);
    if (column === undefined) unknown.push(`"${cell.trim()}"`);
    else if (places.has(column)) {
      faults.push({ line, message: `the column ${column} is there twice; remove one` });
    } else places.set(column, place);
  }
  if (!places.has('mail')) {
    const message = `there is no column mail, only ${unknown.join(', ') || [...places.keys()].join(', ')}; name it in the first line: name,mail,group,id`;
    faults.push({ line, message });
  }
  const missing = columns.filter((column) => !places.has(column) && column !== 'mail');
  return {
    places,
    faults,
    notes: [
      ...missing.map((column) => `There is no column ${column}; what is stored stays.`),
      ...(unknown.length > 0 ? [`Not used: ${unknown.join(', ')}.`] : []),
    ],
  };
}

/** A text instead of a row says what is wrong. */
function readRow({ line, cells }: CsvRow, places: Places, width: number): RosterRow | string {
  if (cells.slice(width).some((cell) => cell.trim() !== '')) {
    return `the line has ${cells.length} cells, but the header has ${width}; put a text with the separator in quotation marks`;
  }
  const cellOf = (column: Column): string | null | undefined => {
    const place = places.get(column);
    if (place === undefined) return undefined;
    const text = (cells[place] ?? '').trim().normalize('NFC');
    return text === '' ? null : text;
  };
  const texts = columns.map(cellOf);
  const written = texts.join('');
  if (!written.isWellFormed() || written.includes('\ufffd')) {
    return 'a letter could not be read; save the file as "CSV UTF-8" and load it again';
  }
  if (/\p{Cc}/u.test(written))
    return 'a cell has a line end or another control character; remove it';
  if (texts.some((text) => (text?.length ?? 0) > maxCellLength)) {
    return `a cell is longer than ${maxCellLength} characters; shorten it`;
  }
  const [name, given, group, id] = texts;
  if (given === null || given === undefined) return 'the mail address is missing; write it';
  const mail = normaliseMail(given);
  if (mail === null) return `"${given}" is not a mail address; correct it`;
  return { line, mail, name, group, id };
}

/** What is wrong with a row after those that were seen, which it joins if nothing is. */
function repeated(
  { line, mail, id }: RosterRow,
  seen: Readonly<Record<'mail' | 'id', Map<string, number>>>,
): string | null {
  const first = seen.mail.get(mail);
  if (first !== undefined) return `${mail} is already in line ${first}; remove one of the two`;
  const holder = id ? seen.id.get(id) : undefined;
  if (holder !== undefined) return `the id ${id ?? ''} is already in line ${holder}; correct one`;
  seen.mail.set(mail, line);
  if (id) seen.id.set(id, line);
  return null;
}
