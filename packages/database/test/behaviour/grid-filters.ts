import { gridFilters, type GridFilter } from '@touchstone/contracts';
import fc from 'fast-check';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { readGridPage, type Database, type TeachScope } from '../../src/index.ts';
import { aClassroom, aUser } from '../fixtures.ts';

/** In days from now. Dates end in .5 and what students did in .25, so that no moment is on the edge of a rule. */
const days = fc.integer({ min: -8, max: 8 }).map((whole) => whole + 0.5);
const pastDays = fc.integer({ min: -8, max: -1 }).map((whole) => whole + 0.25);

const cell = fc.record({
  lastAt: pastDays,
  solvedAt: fc.option(pastDays),
  programs: fc.integer({ min: 0, max: 7 }),
  /** Points from a submission that was pruned. */
  completed: fc.boolean(),
});
type Cell = typeof cell extends fc.Arbitrary<infer One> ? One : never;

const change = fc.record({
  assignment: fc.nat(3),
  /** All, a group or a student. */
  of: fc.oneof(fc.constant(null), fc.constantFrom('A', 'B'), fc.nat({ max: 5 })),
  due: days,
});

const course = fc.record({
  dates: fc.array(fc.record({ opens: fc.option(days), due: fc.option(days) }), {
    minLength: 4,
    maxLength: 4,
  }),
  /** Of four members in groups A and B, and two others. */
  cells: fc.array(fc.array(fc.option(cell), { minLength: 4, maxLength: 4 }), {
    minLength: 6,
    maxLength: 6,
  }),
  changes: fc.uniqueArray(change, {
    maxLength: 6,
    selector: ({ assignment, of }) => `${assignment} ${String(of)}`,
  }),
});
type Course = typeof course extends fc.Arbitrary<infer One> ? One : never;

const groupOf = (student: number): string | null =>
  student > 3 ? null : student % 2 === 0 ? 'A' : 'B';

/** The filters of the page, in plain words. */
function filtersOf({ dates, cells, changes }: Course, student: number, assignment: number) {
  const { opens, due: dueForAll } = dates[assignment] ?? { opens: null, due: null };
  const done: Cell | null = cells[student]?.[assignment] ?? null;
  const dues = changes
    .filter(({ assignment: one, of }) => {
      return one === assignment && (of === null || of === student || of === groupOf(student));
    })
    .map(({ due }) => due);
  const due = dueForAll === null ? null : Math.max(dueForAll, ...dues);
  const isSolved = done !== null && (done.completed || done.solvedAt !== null);
  const holds: Record<GridFilter, boolean> = {
    stuck: done !== null && !isSolved && done.programs >= 5,
    'gone-quiet':
      done !== null && !isSolved && done.lastAt < -3 && due !== null && due > 0 && due < 3,
    'not-begun': done === null && (opens === null || opens < 0),
    late: due !== null && due < 0 && (!isSolved || (done.solvedAt !== null && done.solvedAt > due)),
  };
  return gridFilters.filter((filter) => holds[filter]);
}

const inDays = (day: number | null) =>
  sql`now() + make_interval(hours => ${day === null ? null : day * 24}::int)`;

export function describeGridFilters(database: () => Database): void {
  const db = () => database().kysely;

  async function store(
    { dates, cells, changes }: Course,
    room: { ids: string[]; users: string[] },
  ) {
    const { ids, users } = room;
    await sql`delete from date_changes`.execute(db());
    await sql`delete from standings`.execute(db());
    await sql`delete from progress`.execute(db());
    for (const [index, { opens, due }] of dates.entries()) {
      await sql`update assignments set opens_at = ${inDays(opens)}, due_at = ${inDays(due)}
        where id = ${ids[index]}::uuid`.execute(db());
    }
    for (const { assignment, of, due } of changes) {
      await sql`insert into date_changes (assignment_id, user_id, group_name, due_at) values (
        ${ids[assignment]}::uuid, ${typeof of === 'number' ? users[of] : null}::uuid,
        ${typeof of === 'string' ? of : null}, ${inDays(due)})`.execute(db());
    }
    for (const [student, ofStudent] of cells.entries()) {
      for (const [assignment, done] of ofStudent.entries()) {
        if (done === null) continue;
        const of = sql`${users[student]}::uuid, ${ids[assignment]}::uuid`;
        await sql`
          insert into standings (user_id, assignment_id, course_id, tries, first_at, last_at,
            solved_at, verdict, passed_tests, last_program, programs_since)
          select ${of}, course_id, 1, now(), ${inDays(done.lastAt)}, ${inDays(done.solvedAt)},
            'failed', '{}', '\\x00',
            array(select int4send(n) from generate_series(1, ${done.programs}::int) as n)
          from assignments where id = ${ids[assignment]}::uuid`.execute(db());
        if (!done.completed) continue;
        await sql`insert into progress (user_id, assignment_id, best_points, completed)
          values (${of}, 1, true)`.execute(db());
      }
    }
  }

  describe('the grid’s filters', () => {
    it('find those for whom the rule holds, in whatever state a course is', async () => {
      const { courseId, handIns } = await aClassroom(db(), ['a', 'b', 'c', 'd']);
      const users: string[] = [];
      for (let student = 0; student < 6; student++) users.push(await aUser(db()));
      users.splice(4, 2, ...users.slice(4).sort());
      for (const [student, name] of ['Ann Abel', 'Bo Cook', 'Al Dow', 'Cy Ely'].entries()) {
        await sql`insert into members (course_id, user_id, role, name, group_name) values
          (${courseId}::uuid, ${users[student]}::uuid, 'student', ${name}, ${groupOf(student)})`.execute(
          db(),
        );
      }
      const ids = handIns.map(({ assignmentId }) => assignmentId);
      const scope: TeachScope = { courseId, students: null, showsNames: true };
      const read = async (filter: GridFilter, assignmentId?: string) => {
        const found: { uuid: string; filters: readonly GridFilter[][] }[] = [];
        let after: string | undefined;
        do {
          const page = await readGridPage(db(), { scope, filter, assignmentId, after, limit: 2 });
          for (const { uuid, rows } of page.students) {
            found.push({ uuid, filters: rows.map(({ filters }) => [...filters]) });
          }
          after = page.next ?? undefined;
        } while (after !== undefined);
        return found;
      };
      await fc.assert(
        fc.asyncProperty(course, async (drawn) => {
          await store(drawn, { ids, users });
          const all = users
            .map((uuid, student) => ({
              uuid,
              filters: ids.map((_, assignment) => filtersOf(drawn, student, assignment)),
            }))
            // Others are of the course once they have a result.
            .filter(
              (_, student) => student < 4 || drawn.cells[student]?.some((one) => one !== null),
            );
          for (const filter of gridFilters) {
            const holds = (one: (typeof all)[number]) =>
              one.filters.some((filters) => filters.includes(filter));
            expect(await read(filter)).toEqual(all.filter(holds));
          }
          const [filter, index] = [gridFilters[drawn.changes.length % 4], drawn.changes.length % 3];
          if (filter === undefined) return;
          expect(await read(filter, ids[index])).toEqual(
            all.filter(({ filters }) => filters[index]?.includes(filter)),
          );
        }),
        { numRuns: 30 },
      );
    });
  });
}
