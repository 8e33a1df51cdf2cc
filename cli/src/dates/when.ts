import {
  datesThatHold,
  dateStateAt,
  toDates,
  type Dates,
  type DateRule,
  type HeldDates,
} from '@touchstone/contracts/dates';
import type { DatedAssignment, WrittenDates } from '../control/date-calls.ts';
import type { Target } from '../shared/target.ts';
import { say } from '../shared/terminal.ts';
import { noSuchStudent, requireAssignment, withDateStore } from './open-date-store.ts';
import { writeMoment } from './write-moment.ts';

/** Prints when an assignment opens, is due and closes for a student, and which rule decides each. */
export async function explainWhen(
  target: Target,
  student: string,
  { slug, course }: { slug: string; course: string | null },
): Promise<void> {
  await withDateStore(target, 'when', async (store) => {
    const assignment = await requireAssignment(store, slug, course);
    const place = { course: assignment.course, slug: assignment.slug };
    const explained = await store.explainDates(place, student);
    if (explained.kind === 'no-such-student') throw noSuchStudent(student);
    const changes = explained.changes.map(({ rule, ...dates }) => ({ rule, ...read(dates) }));
    const held = datesThatHold(read(assignment.dates), changes);
    for (const line of render(assignment, held)) say(line);
  });
}

const read = ({ opens, due, closes }: WrittenDates): Dates => {
  const date = (text: string | null): Date | null => (text === null ? null : new Date(text));
  return { opens: date(opens), due: date(due), closes: date(closes) };
};

const names: Record<DateRule, string> = {
  student: 'extension for this student',
  group: "extension for the student's group",
  all: 'extension for all',
  assignment: 'dates of the course',
};

const states = {
  'not-open': 'It is not open yet.',
  open: 'It is open.',
  late: 'It is open, and what is handed in now is late.',
  closed: 'It is closed.',
} as const;

function render({ timeZone, pointsPerDay }: DatedAssignment, held: HeldDates): string[] {
  const rows = (['opens', 'due', 'closes'] as const).map((key) => {
    const date = held[key];
    const text =
      date === null ? 'no date' : `${writeMoment(date.at, timeZone)}, by the ${names[date.rule]}`;
    return `${key.padEnd(6)} ${text}`;
  });
  const late =
    pointsPerDay === null
      ? []
      : [`late   ${pointsPerDay} points for each day late; part of a day counts as a whole day`];
  return [...rows, ...late, states[dateStateAt(toDates(held), new Date())]];
}
