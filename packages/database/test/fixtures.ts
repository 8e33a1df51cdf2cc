import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type {
  GradingBundle,
  LoadedAssignment,
  LoadedCourse,
  MadeBy,
  Member,
  Result,
  Verdict,
} from '@touchstone/contracts';
import { sql } from 'kysely';
import { expect } from 'vitest';
import {
  beginAttempt,
  createUser,
  findReusableAndUngraded,
  noteGraderSeen,
  insertQueued,
  listAssignments,
  listMembers,
  storeCourse,
  storeResult,
  type Connection,
  type Database,
  type HandIn,
  type StoredSubmission,
} from '../src/index.ts';
import { readMigrations } from '../src/migrations.ts';

/** The names of all migrations, in order. */
export const shippedMigrations = async (): Promise<string[]> => {
  const migrations = await readMigrations(new URL('../src/migrations/', import.meta.url));
  return migrations.map(({ name }) => name);
};

export async function emptyDatabase({ kysely }: Database): Promise<void> {
  await sql`
    truncate users, sessions, device_codes, courses, grading_bundles, assignments, submissions,
      drafts, date_changes, releases, progress, overridden_points, standings, failures_due, failure_kinds,
      failures, seen_marks, notes, deleted_users, graders, lost_attempts,
      regrades, regrade_programs, regrade_submissions,
      identities, members, assisted, sign_in_links, audit_log,
      joins, joined_submissions,
      passkeys, passkey_challenges
    restart identity cascade`.execute(kysely);
}

const bundle: GradingBundle = {
  fileName: 'submission.py',
  judge: 'split',
  scoring: 'all',
  points: 100,
  limits: { cpuSeconds: 5, wallSeconds: 10, memoryMiB: 256 },
  preload: [],
  testFiles: [{ fileName: 'tests.py', source: 'import unittest\n', hidden: false }],
  cases: [],
  files: [],
  record: null,
};

export function anAssignment(slug: string, changes: Partial<LoadedAssignment> = {}) {
  const its = changes.bundle ?? { ...bundle, testFiles: [testFile(`# ${slug}\n`)] };
  return {
    slug,
    title: `Title of ${slug}`,
    part: 'Part one',
    points: 100,
    starterCode: 'def solve():\n    pass\n',
    handoutHtml: `<p>${slug}</p>`,
    publicTests: null,
    hints: [],
    shownSolution: null,
    bundle: its,
    bundleHash: createHash('sha256').update(JSON.stringify(its)).digest('hex'),
    ...changes,
  } satisfies LoadedAssignment;
}

export const testFile = (source: string) => ({ fileName: 'tests.py', source, hidden: false });

export const aBundle = (changes: Partial<GradingBundle>): GradingBundle => ({
  ...bundle,
  ...changes,
});

export const aCourse = (
  slug: string,
  assignments: readonly (string | LoadedAssignment)[],
): LoadedCourse => ({
  slug,
  title: `Title of ${slug}`,
  description: `About ${slug}`,
  assignments: assignments.map((one) => (typeof one === 'string' ? anAssignment(one) : one)),
});

export const aResult = (verdict: Verdict, changes: Partial<Result> = {}): Result => ({
  verdict,
  correct: verdict === 'passed',
  points: verdict === 'passed' ? 100 : 0,
  tests: [],
  output: '',
  wallMs: 12.5,
  cpuMs: 8,
  peakMemoryBytes: 12_000_000,
  ...changes,
});

/** All whom the choice finds. */
export const peopleOf = async (
  db: Connection,
  choice: Parameters<typeof listMembers>[1],
): Promise<Member[]> => (await listMembers(db, choice))?.members ?? [];

export const aUser = async (db: Connection): Promise<string> =>
  (await createUser(db, { tokenHash: randomBytes(32) })).id;

/** A stored course, a user, and a HandIn for each assignment. */
export async function aClassroom(
  db: Connection,
  assignments: (string | LoadedAssignment)[],
  slug = 'course',
) {
  const course = aCourse(slug, assignments);
  const { courseId } = await storeCourse(db, course);
  const userId = await aUser(db);
  const summaries = await listAssignments(db, courseId);
  const handIns = summaries.map(({ id }, index): HandIn => {
    const bundleHash = course.assignments[index]?.bundleHash;
    if (bundleHash === undefined) throw new Error('more assignments stored than loaded');
    return { userId, assignmentId: id, bundleHash, code: 'print(1)\n', serving: [madeBy] };
  });
  const [handIn] = handIns;
  if (handIn === undefined) throw new Error('a classroom needs an assignment');
  return { course, courseId, userId, handIn, handIns };
}

export async function accepted(db: Connection, handIn: HandIn): Promise<StoredSubmission> {
  const outcome = await insertQueued(db, handIn);
  if (outcome.kind !== 'accepted') throw new Error(`not accepted: ${outcome.kind}`);
  return outcome.stored;
}

/** What `findReusableAndUngraded` finds for one program, which is the same when it is asked for others, too. */
export async function lookFor(
  db: Connection,
  handIn: Parameters<typeof findReusableAndUngraded>[1][number],
) {
  const [found] = await findReusableAndUngraded(db, [handIn]);
  const other = { ...handIn, code: '# Nobody has handed this in.\n', userId: nobodysId };
  const [, together] = await findReusableAndUngraded(db, [other, handIn, other]);
  expect(together).toEqual(found);
  if (found === undefined) throw new Error('nothing was answered');
  return found;
}

export const lostLimit = 3;
export const silentMs = 6_000;
export const madeBy: MadeBy = { judge: 'a1'.repeat(32), python: 'CPython 3.11.2' };

/** A grader that has just sent its first heartbeat. */
export async function aGrader(db: Connection, name = 'grader'): Promise<string> {
  const instance = randomUUID();
  await noteGraderSeen(db, { instance, self: { name, serves: madeBy, ended: false }, silentMs });
  return instance;
}

export async function begun(
  db: Connection,
  submissionId: string,
  slackMs = 5_000,
  instance?: string,
) {
  const outcome = await beginAttempt(db, { submissionId, slackMs, lostLimit, instance });
  if (outcome.kind !== 'begun') throw new Error(`not begun: ${outcome.kind}`);
  return outcome;
}

/** Hands in and grades. */
export async function graded(
  db: Connection,
  handIn: HandIn,
  result: Result,
): Promise<StoredSubmission> {
  const { id } = (await accepted(db, handIn)).submission;
  const { attempt } = await begun(db, id);
  const outcome = await storeResult(db, { submissionId: id, attempt, result, madeBy });
  if (outcome.kind !== 'stored') throw new Error(`not stored: ${outcome.kind}`);
  return outcome.stored;
}

/** Moves a time of a submission into the past, as if it had been waiting. */
export async function age(
  db: Connection,
  submissionId: string,
  column: 'created_at' | 'changed_at' | 'deadline_at',
): Promise<void> {
  const { numUpdatedRows } = await db
    .updateTable('submissions')
    .set({ [column]: sql`now() - interval '1 hour'` })
    .where('id', '=', submissionId)
    .executeTakeFirstOrThrow();
  expect(numUpdatedRows).toBe(1n);
}

export const nobodysId = '00000000-0000-4000-8000-000000000000';
export const malformedIds = ['', 'hello', `${nobodysId}0`, `{${nobodysId}}`, "'; drop table users"];
