import { calls, type Call } from '@touchstone/contracts';
import { addNote, changeDates, type Database } from '@touchstone/database';
import { createInProcessMessaging } from '@touchstone/messaging';
import { readCsv } from '@touchstone/runtime/csv';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestDatabase } from '../open-test-database.ts';
import { aMember, aTeacher, courseIdOf } from '../people.ts';
import { sampleCourse, sampleResult } from '../sample-course.ts';
import { grade, startApi, type TestApi, type TestUser } from '../start-api.ts';

/* No CSV that the API sends has a cell that a spreadsheet calculates, whatever students and teachers wrote. */

const formulas = ['=HYPERLINK("http://evil.example")', '+1+cmd|x', '-2', '@SUM(1)', '\uff1d1'];
const sent = (Object.entries(calls) as [string, Call][])
  .filter(([, { sendsFile = [] }]) => sendsFile.some((type) => type.startsWith('text/csv')))
  .map(([name]) => name);

/** Those without a column of numbers. */
const withoutNumbers = /\/(?:audit|members|extensions|notes)\.csv$/;

let database: Database;
let api: TestApi;
let teacher: TestUser;
let student: TestUser;

beforeAll(async () => {
  database = await openTestDatabase();
  api = await startApi({ database, messaging: createInProcessMessaging() });
  await api.service.reloadCourse(sampleCourse('sample', ['one']));
  teacher = await aTeacher(api, database, 'sample');
  const [assignmentId = ''] = await api.assignmentIds('sample');
  for (const formula of formulas) {
    student = await aMember(api, database, 'sample', 'student');
    await database.kysely
      .updateTable('members')
      .set({ name: formula, student_number: formula, group_name: formula })
      .where('user_id', '=', student.uuid)
      .execute();
    const courseId = await courseIdOf(database, 'sample');
    const about = { courseId, userId: student.uuid, actor: teacher.uuid };
    await addNote(database.kysely, { ...about, text: formula });
    await changeDates(database.kysely, {
      ...{ assignmentId, scope: { kind: 'student', userId: student.uuid } },
      ...{ opens: null, due: new Date('2026-12-05'), closes: null },
      ...{ reason: formula, authorId: teacher.uuid },
    });
    const { id } = await api.accept(student, assignmentId, `print('${formula}')\n`);
    const { tests, ...result } = sampleResult('failed');
    const hostile = { name: formula, title: formula, message: `${formula}\n${formula}` };
    await grade(api.office, id, {
      ...result,
      tests: tests.map((one) => ({ ...one, ...hostile })),
    });
  }
});
afterAll(async () => {
  await api.service.close();
  await database.close();
});

test.each(sent)('%s has no cell that is calculated, and numbers as numbers', async (name) => {
  const url = (name.split(' ')[1] ?? '')
    .replace(':course', 'sample')
    .replace(':assignment', 'one')
    .replace(':user', student.uuid);
  const read = async () => {
    const { statusCode, body } = await api.service.app.inject({
      url,
      headers: { authorization: `Bearer ${teacher.token}` },
    });
    expect(statusCode).toBe(200);
    return body;
  };
  // Failures are read in the background.
  await expect
    .poll(async () => readCsv(await read()).length, { timeout: 20_000 })
    .toBeGreaterThan(1);
  const rows = readCsv(await read());
  const cells = rows.flatMap((row) => row.cells);
  for (const cell of cells)
    expect(cell).not.toMatch(/^[\s\p{Cc}]*[=+\-@\uff1d\uff0b\uff0d\uff20]/u);
  if (!withoutNumbers.test(name)) expect(cells.some((cell) => /^\d+$/.test(cell))).toBe(true);
});
