import { parseArgs } from 'node:util';
import type { Stack } from '@touchstone/cli/stack';
import { createApiClient, listAssignmentIds } from '@touchstone/test-kit';
import { figure, meetsGoal, renderFigures, type Figure } from '../figures.ts';
import { clearProgress } from '../progress.ts';
import { writeResults } from '../results.ts';
import { fillUsers, onDatabase } from '../stack/fill.ts';
import { onStack } from '../stack/measured-stack.ts';
import { openClassroom } from './classroom.ts';
import { datedCourse, slug, teacherWhoMovesTheDate } from './dated-course.ts';
import { measureCapacity } from './measure-capacity.ts';
import { playAndDrain, spareStudents, type PlayedDayOptions } from './play-and-drain.ts';

const help = `npm run bench -- deadline [options]

A day before a deadline, compressed, on the whole stack with the default limits: at its end submissions arrive
several times faster than they are graded. Exit status 1 if a program was lost, refused, received too late or
counted wrongly, or a goal is missed.

  --rush N          how many times as fast (10)
  --rush-seconds N  for how long (60)
  --played N        seconds of each of the other parts of the day (15)
  --capacity N      submissions graded in a second, instead of measuring it
  --streams N       students who watch their submission (2000)
  --after N         seconds of handing in after the backlog, at half the capacity (60)
  --kill            kill a grader and an API in the middle of the rush`;

/** Has no dates. */
const otherSlug = 'hello';

interface DeadlineOptions extends PlayedDayOptions {
  readonly capacity: number | null;
}

export async function benchDeadline(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      help: { type: 'boolean', default: false },
      rush: { type: 'string', default: '10' },
      'rush-seconds': { type: 'string', default: '60' },
      played: { type: 'string', default: '15' },
      capacity: { type: 'string' },
      streams: { type: 'string', default: '2000' },
      after: { type: 'string', default: '60' },
      kill: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(help);
    return 0;
  }
  const options: DeadlineOptions = {
    rush: Number(values.rush),
    rushSeconds: Number(values['rush-seconds']),
    playedSeconds: Number(values.played),
    capacity: values.capacity === undefined ? null : Number(values.capacity),
    streams: Number(values.streams),
    afterSeconds: Number(values.after),
    kill: values.kill,
  };
  const course = await datedCourse();
  try {
    const figures = await onStack('default', (stack) => measureDeadline(stack, options), [
      course.folder,
    ]);
    for (const line of renderFigures(figures)) console.log(line);
    console.log(`\nAll figures: ${await writeResults('deadline', { options, figures })}`);
    return figures.every(meetsGoal) ? 0 : 1;
  } finally {
    await course.remove();
  }
}

async function measureDeadline(stack: Stack, options: DeadlineOptions): Promise<Figure[]> {
  const classroom = openClassroom(stack.url);
  // Their refusals are not those of the day.
  const others = openClassroom(stack.url);
  try {
    return await onDatabase(stack.databaseUrl, async (db) => {
      const client = createApiClient({ url: stack.url });
      const ids = await listAssignmentIds(client);
      const [assignmentId = '', otherId = ''] = [slug, otherSlug].map((name) => ids.get(name));
      const dueAt = await teacherWhoMovesTheDate(stack, db);
      await fillUsers(db, spareStudents);
      await dueAt(Date.now() + 50 * 60_000);
      const spare = inTurn();
      const capacity = options.capacity ?? (await measureCapacity(others, assignmentId, spare));
      const day = await playAndDrain(stack, db, {
        ...{ classroom, others, assignmentId, otherId, dueAt, spare },
        ...{ options, capacity },
      });
      return [figure('graded, before the day', capacity, 'a second'), ...day];
    });
  } finally {
    clearProgress();
    classroom.close();
    others.close();
  }
}

/** Students who are not among those of the day, one after the other. */
function inTurn(): () => number {
  let last = 0;
  return () => {
    last = (last % spareStudents) + 1;
    return last;
  };
}
