import { readMoment } from '@touchstone/course';
import { readFile } from 'node:fs/promises';
import { CsvError, readCsv } from '@touchstone/runtime/csv';
import { messageOf } from '@touchstone/runtime/errors';
import { CommandError, exitStatuses } from '../command-error.ts';
import type { DatedAssignment, DateStore, Who } from '../control/date-calls.ts';
import type { Target } from '../shared/target.ts';
import { say, warn, withoutControls } from '../shared/terminal.ts';
import { counted } from '../shared/wording.ts';
import { noSuchStudent, requireAssignment, withDateStore } from './open-date-store.ts';
import { writeMoment } from './write-moment.ts';

interface Place {
  /** Null: the only course that has the assignment. */
  readonly course: string | null;
  readonly slug: string;
}

/** As teachers write it; null dates stay as they are. */
interface WrittenChange {
  readonly who: Who;
  readonly until: string | null;
  readonly opens: string | null;
  readonly reason: string | null;
}

/** Makes an assignment due later, or open at another time, for a student, a group or all. */
export async function extendOne(
  target: Target,
  place: Place,
  change: WrittenChange,
): Promise<void> {
  await withDateStore(target, 'extend', async (store) => {
    const assignment = await requireAssignment(store, place.slug, place.course);
    say(await extend(store, assignment, change));
  });
}

/** Ends that; points that students have stay. */
export async function removeExtension(target: Target, place: Place, who: Who): Promise<void> {
  await withDateStore(target, 'extend', async (store) => {
    const { id, slug } = await requireAssignment(store, place.slug, place.course);
    const removed = await store.removeExtension(id, who);
    if (removed === null) throw noSuchStudent('student' in who ? who.student : '');
    if (!removed) {
      throw new CommandError(`There is no extension of ${slug} for ${nameOf(who)}.`, {
        exitStatus: exitStatuses.no,
      });
    }
    say(`${slug} is due for ${nameOf(who)} as for others. Points stay as they are.`);
  });
}

/** Resolves to the sentence that says what has changed. */
async function extend(
  store: DateStore,
  assignment: DatedAssignment,
  { who, until, opens, reason }: WrittenChange,
): Promise<string> {
  const { course, slug, timeZone } = assignment;
  const change = {
    until: until === null ? null : readTime(until, 'due', timeZone),
    opens: opens === null ? null : readTime(opens, 'opens', timeZone),
    reason,
  };
  const outcome = await store.extendDates({ course, slug }, who, change);
  switch (outcome.kind) {
    case 'no-such-student':
      throw noSuchStudent('student' in who ? who.student : '');
    case 'no-such-group':
      throw new CommandError(`Nobody in ${course} is in ${nameOf(who)}.`, {
        exitStatus: exitStatuses.no,
        next: `Groups: ${outcome.groups.join(', ') || 'none; load a roster with them'}.`,
      });
    case 'no-due':
      throw new CommandError(
        `${slug} has no date by which it is due, so nothing can be extended.`,
        {
          exitStatus: exitStatuses.no,
        },
      );
    case 'not-later':
      throw new CommandError(
        `${slug} is due ${writeMoment(new Date(outcome.due), timeZone)} for all, and an extension can only be later.`,
        { exitStatus: exitStatuses.no },
      );
    case 'opens-too-late':
      throw new CommandError(
        `${slug} is due ${writeMoment(new Date(outcome.due), timeZone)}, and must open before that.`,
        { exitStatus: exitStatuses.no },
      );
    case 'extended': {
      const written = (moment: string): string => writeMoment(new Date(moment), timeZone);
      const { opens: opensAt, due, closes } = outcome.dates;
      const parts = [
        ...(opensAt === null ? [] : [`opens ${written(opensAt)}`]),
        ...(due === null
          ? []
          : [
              `due ${written(due)}`,
              closes === null ? 'never closes' : `closes ${written(closes)}`,
            ]),
      ];
      const raised =
        outcome.raised === 0 ? '' : ` The points of ${counted(outcome.raised, 'student')} rose.`;
      return `${slug} for ${nameOf(who)}: ${parts.join(', ')}.${raised}`;
    }
  }
}

/** In ISO 8601. @throws CommandError */
function readTime(written: string, key: 'due' | 'opens', timeZone: string): string {
  const moment = readMoment(written, key, timeZone);
  if (moment.kind === 'fault') throw new CommandError(`The time ${moment.message}.`);
  if (moment.warning !== null) warn(`The time ${moment.warning}.`);
  return moment.at.toISOString();
}

/** In sentences. */
export function nameOf(who: Who): string {
  if ('all' in who) return 'all';
  return 'group' in who ? `group ${who.group}` : who.student;
}

const columns = ['student', 'group', 'assignment', 'opens', 'until', 'reason'] as const;

/** Stores the extensions of a CSV file; resolves to whether every line could be used. */
export async function extendByCsv(
  target: Target,
  { course, file }: { course: string; file: string },
): Promise<boolean> {
  const lines = readLines(await readText(file));
  return withDateStore(target, 'extend', async (store) => {
    let refused = 0;
    for (const { line, cells } of lines) {
      try {
        const assignment = await requireAssignment(store, cells.assignment, course);
        const [until, opens, reason] = [
          cells.until || null,
          cells.opens || null,
          cells.reason || null,
        ];
        if (until === null && opens === null) {
          throw new CommandError('It names no time: until, opens or both are needed.');
        }
        const change = { who: whoOf(cells), until, opens, reason };
        const text = await extend(store, assignment, change);
        say(withoutControls(text));
      } catch (error) {
        if (!(error instanceof CommandError)) throw error;
        refused += 1;
        warn(withoutControls(`line ${line}: ${error.message}`));
      }
    }
    say(`${counted(lines.length - refused, 'extension')} stored, ${refused} refused.`);
    return refused === 0;
  });
}

type Cells = Record<(typeof columns)[number], string>;

function whoOf({ student, group }: Cells): Who {
  if ((student === '') === (group === '')) {
    throw new CommandError('Either a student or a group is needed, and not both.');
  }
  return student === '' ? { group } : { student };
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new CommandError(`${file} can't be read: ${messageOf(error)}.`, { cause: error });
  }
}

function readLines(text: string): { line: number; cells: Cells }[] {
  try {
    const [header, ...rows] = readCsv(text);
    const names = header?.cells.map((name) => name.trim().toLowerCase()) ?? [];
    const hasOne = (...of: string[]): boolean => of.some((name) => names.includes(name));
    if (!hasOne('assignment') || !hasOne('until', 'opens') || !hasOne('student', 'group')) {
      throw new CommandError(
        'The first line must name the columns student or group, assignment, and until or opens.',
      );
    }
    return rows.map(({ line, cells }) => ({
      line,
      cells: Object.fromEntries(
        columns.map((name) => [name, cells[names.indexOf(name)]?.trim() ?? '']),
      ) as Cells,
    }));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new CommandError(`line ${error.line}: ${error.message}.`, { cause: error });
  }
}
