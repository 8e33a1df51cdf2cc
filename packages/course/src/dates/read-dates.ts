import type { AssignmentDates, HeldRelease, ReleaseMode } from '@touchstone/contracts';
import { writeLocal } from '@touchstone/contracts/dates';
import type { z } from 'zod';
import type { Folder } from '../folder.ts';
import type { datesSchema, lateSchema } from './date-schemas.ts';
import { readMoment, type DateKey } from './read-moment.ts';

type Written = z.output<typeof datesSchema>;
type Late = z.output<typeof lateSchema>;
type Moments = Partial<Record<DateKey, Date>>;

/** What course.yaml says about the dates of an assignment. */
export interface CourseDates {
  /** Null if course.yaml names none. */
  readonly timeZone: string | null;
  readonly late: Late;
  /** Of the part. */
  readonly moments: Moments;
  /** Of the part. */
  readonly release: ReleaseMode;
}

/** A place in a file, for faults. */
interface Place {
  readonly folder: Folder;
  readonly file: string;
  readonly lineOf: (path: readonly PropertyKey[]) => number;
  /** The keys that lead to `dates`. */
  readonly at: readonly PropertyKey[];
}

const keys = ['opens', 'due', 'closes'] as const;

/** The dates of a part. */
export function readPartDates(
  place: Place,
  written: Written | undefined,
  timeZone: string | null,
): Moments {
  const moments = readMoments(place, written, timeZone);
  checkOrder(place, moments, timeZone);
  return moments;
}

function readMoments(
  { folder, file, lineOf, at }: Place,
  written: Written | undefined,
  timeZone: string | null,
): Moments {
  const moments: Moments = {};
  for (const key of keys) {
    const text = written?.[key];
    if (text === undefined || text === 'none') continue;
    const line = lineOf([...at, 'dates', key]);
    const read = readMoment(text, key, timeZone ?? 'UTC');
    if (read.kind === 'fault') folder.faults.add(file, `"${key}" ${read.message}`, line);
    else if (read.isLocal && timeZone === null) {
      folder.faults.add(
        file,
        `"${key}" is a time of the course's clock; add its zone to course.yaml, such as "timeZone: Europe/Helsinki"`,
        line,
      );
    } else {
      if (read.warning !== null) folder.faults.warn(file, `"${key}" ${read.warning}`, line);
      moments[key] = read.at;
    }
  }
  return moments;
}

function checkOrder(
  { folder, file, lineOf, at }: Place,
  { opens, due, closes }: Moments,
  timeZone: string | null,
): void {
  const fault = (key: DateKey, message: string): void =>
    folder.faults.add(file, `"${key}" ${message}`, lineOf([...at, 'dates', key]));
  const write = (moment: Date): string => writeLocal(moment.getTime(), timeZone ?? 'UTC');
  if (closes !== undefined && due === undefined) {
    fault('closes', 'needs "due", which may be the same time; add it');
  }
  if (opens !== undefined && due !== undefined && opens >= due) {
    fault(
      'opens',
      `is after "due": it opens ${write(opens)} and is due ${write(due)}; correct one`,
    );
  }
  if (due !== undefined && closes !== undefined && due > closes) {
    fault(
      'due',
      `is after "closes": it is due ${write(due)} and closes ${write(closes)}; correct one`,
    );
  }
}

/**
 * The dates of an assignment: its own, and where it has none those of its part. Null if there are none. Faults
 * are added to the folder's list.
 */
export function readAssignmentDates(
  place: Omit<Place, 'at'>,
  own: { dates?: Written | undefined; late?: Late | undefined },
  course: CourseDates,
): AssignmentDates | null {
  const here = { ...place, at: [] };
  const ofPart = Object.entries(course.moments).filter(
    ([key]) => own.dates?.[key as DateKey] !== 'none',
  );
  const moments: Moments = {
    ...Object.fromEntries(ofPart),
    ...readMoments(here, own.dates, course.timeZone),
  };
  if (own.dates !== undefined) checkOrder(here, moments, course.timeZone);
  checkLate(here, own.late, moments);
  if (Object.keys(moments).length === 0) return null;
  const late = own.late ?? course.late;
  const write = (moment: Date | undefined): string | null => moment?.toISOString() ?? null;
  return {
    opens: write(moments.opens),
    due: write(moments.due),
    closes: write(moments.closes),
    pointsPerDay: late === 'none' || moments.due === undefined ? null : late.pointsPerDay,
  };
}

/**
 * When students see the verdicts of an assignment; null: at once. A fault is added if that is when it is due, and
 * it has no such date.
 */
export function readRelease(
  { folder, file, lineOf }: Omit<Place, 'at'>,
  own: ReleaseMode | undefined,
  { ofPart, dates }: { ofPart: ReleaseMode; dates: AssignmentDates | null },
): HeldRelease | null {
  const release = own ?? ofPart;
  if (release === 'at once') return null;
  if (release === 'at due' && (dates?.due ?? null) === null) {
    folder.faults.add(
      file,
      own === undefined
        ? 'has no date by which it is due, but its part has "release: at due" in course.yaml; add "due" below "dates" there or here, or write "release: by hand" or "release: at once"'
        : 'has "release: at due", but no date by which it is due; add "due" below "dates", or write "release: by hand"',
      lineOf(own === undefined ? ['dates', 'due'] : ['release']),
    );
  }
  return release;
}

function checkLate(
  { folder, file, lineOf }: Place,
  late: Late | undefined,
  { due, closes }: Moments,
): void {
  if (late === undefined || late === 'none') return;
  if (due === undefined) {
    folder.faults.add(
      file,
      'has "late", but no date by which it is due; add "due" below "dates", or remove "late"',
      lineOf(['late']),
    );
  } else if (closes?.getTime() === due.getTime()) {
    folder.faults.add(
      file,
      'has "late", but closes when it is due, so nothing can be late; let it close later, or remove "late"',
      lineOf(['late']),
    );
  }
}
