import { randomBytes } from 'node:crypto';
import type { BackupHead } from '@touchstone/contracts';
import { sql } from 'kysely';
import {
  addNote,
  addPasskey,
  answerJoin,
  appoint,
  assignStudents,
  changeDates,
  createDeviceCode,
  deleteUser,
  insertQueued,
  insertReused,
  inviteMembers,
  loadRoster,
  markSeen,
  offerJoin,
  openBackup,
  overridePoints,
  readFailures,
  release,
  setRecoveryHash,
  setRole,
  startRegrade,
  writeDraft,
  type Connection,
  type Database,
  type HandIn,
} from '../src/index.ts';
import { readBackedUpTables } from '../src/backup/backed-up-tables.ts';
import type { BackupRow } from '../src/backup/load-rows.ts';
import { accepted, aClassroom, anAssignment, aResult, aUser, graded } from './fixtures.ts';
import { anAssignmentOf, file, twoFiles } from './several-files.ts';

/** A backup in memory. */
export interface Copy {
  readonly head: BackupHead;
  readonly rows: readonly BackupRow[];
}

/** Reads a whole backup; `between` runs before each page. */
export async function aCopy(
  database: Database,
  options: { withSessions: boolean },
  between: () => Promise<void> = () => Promise.resolve(),
): Promise<Copy> {
  const backup = await openBackup(database, options);
  const rows: BackupRow[] = [];
  let from: Parameters<typeof backup.read>[0] = null;
  do {
    await between();
    const table: string = from?.table ?? backup.head.tables[0]?.name ?? '';
    const page = await backup.read(from);
    rows.push(...page.rows.map((json) => ({ table, json })));
    from = page.next;
  } while (from !== null);
  await backup.close();
  return { head: backup.head, rows };
}

export async function* rowsOf({ rows }: Copy): AsyncGenerator<BackupRow> {
  yield* await Promise.resolve(rows);
}

/** All rows as text, with computed columns. */
export async function allRows(
  database: Database,
  options: { withSessions: boolean },
): Promise<{ name: string; rows: string[] }[]> {
  return database.kysely.transaction().execute(async (transaction) => {
    await sql`set local time zone 'UTC'`.execute(transaction);
    const tables = [];
    for (const { name, key } of await readBackedUpTables(transaction, options)) {
      const { rows } = await sql<{ row: string }>`
        select to_jsonb(t)::text as row from ${sql.table(name)} as t
        order by ${sql.join(key.map((column) => sql.ref(`t.${column.name}`)))}`.execute(
        transaction,
      );
      tables.push({ name, rows: rows.map(({ row }) => row) });
    }
    return tables;
  });
}

/** Text that is easily damaged on its way through JSON, lines and other encodings. */
const awkward = 'print("\u2028 \\u0041 \u{1f600} ä\r\n\t\'\\\\"\u0001\u007f")\n';

/** Rows in every table of a backup: graded, reused, waiting and following submissions among them. */
export async function aFullDatabase(db: Connection, slug = 'course') {
  const hinted = anAssignment('a', { hints: [awkward, '{"}', ''], shownSolution: awkward });
  const severalFiles = {
    ...anAssignmentOf(['main.py', 'shapes.py'], 'd'),
    otherSolutionFiles: [file('shapes.py', awkward)],
  };
  const room = await aClassroom(db, [hinted, 'b', 'c', severalFiles], slug);
  const { userId } = room;
  const [a, b, c, d] = room.handIns as [HandIn, HandIn, HandIn, HandIn];
  const result = aResult('passed', { output: awkward });
  const source = (await graded(db, { ...a, code: awkward }, result)).submission;
  const [other, gone] = [await aUser(db), await aUser(db)];
  const reuse = { ...a, code: awkward, source: { ...result, id: source.id } };
  await insertReused(db, { ...reuse, userId: other });
  await insertReused(db, { ...reuse, userId: gone, code: awkward.replace('\r', '') });
  // Nobody's, since another one has reused it.
  const left = await aUser(db);
  const theirs = (await graded(db, { ...c, userId: left }, aResult('failed'))).submission;
  await insertReused(db, { ...c, source: { ...aResult('failed'), id: theirs.id } });
  await deleteUser(db, left);

  const about = { courseId: room.courseId, userId: other, actor: userId };
  await markSeen(db, { ...about, assignmentId: a.assignmentId });
  await addNote(db, { ...about, text: awkward });
  await readFailures(db, { limit: 100 });
  await graded(db, { ...c, userId: other, code: awkward }, aResult('failed'));

  await accepted(db, { ...b, userId: gone });
  await insertQueued(db, { ...b, userId: other, code: b.code.replace('\n', '\r\n') });
  await writeDraft(db, { userId, assignmentId: a.assignmentId, code: awkward, revision: 0 });
  const program = twoFiles(awkward, awkward);
  await graded(db, { ...d, ...program }, aResult('passed'));
  await writeDraft(db, { ...program, userId, assignmentId: d.assignmentId, revision: 0 });
  const until = { opens: null, due: new Date('2026-12-01T16:00:00Z'), closes: null };
  const scope = { kind: 'student', userId } as const;
  const { assignmentId } = a;
  await changeDates(db, { ...{ assignmentId, scope }, ...until, reason: awkward, authorId: null });
  await release(db, { assignmentId, scope, authorId: userId });
  await overridePoints(db, {
    place: { course: slug, assignment: 'a', student: userId },
    override: { points: 7.25, reason: awkward },
    actor: null,
  });
  const selection = { student: userId, only: null, internalErrors: false, since: null };
  await startRegrade(db, { course: slug, assignment: 'a', selection });
  await setRecoveryHash(db, { userId, recoveryHash: randomBytes(32) });
  await createDeviceCode(db, { userId, codeHash: randomBytes(32), validMs: 60_000 });
  await aJoin(db, c);
  await somePeople(db, room.courseId);
  return { ...room, handIn: a, gone };
}

/** A user who has joined what another one handed in. */
async function aJoin(db: Connection, handIn: HandIn): Promise<void> {
  const [userId, earlierUserId] = [await aUser(db), await aUser(db)];
  await graded(db, { ...handIn, userId: earlierUserId, code: '# before\n' }, aResult('failed'));
  const id = (await offerJoin(db, { userId, earlierUserId })) ?? '';
  await answerJoin(db, { id, userId, now: new Date() }, 'joined');
}

/** An assistant with a group, and a teacher. */
async function somePeople(db: Connection, courseId: string): Promise<void> {
  const csv = `name,mail,group,id\n"Ä \u2028 \u{1f600} \\n ""A""",s@example.org,A,1\n`;
  await loadRoster(db, { courseId, csv, actor: null, dryRun: false });
  await appoint(db, { mail: 't@example.org', name: 'T', courseId });
  const { invitations } = await inviteMembers(db, { courseId, actor: null, onlyOwn: false });
  const userId = invitations.find(({ mail }) => mail === 's@example.org')?.uuid ?? '';
  await setRole(db, { courseId, userId, actor: null, role: 'assistant' });
  const credential = { credentialId: randomBytes(32), publicKey: randomBytes(77), signCount: 1 };
  await addPasskey(db, { ...credential, userId, name: awkward, transports: ['usb', 'hybrid'] });
  const assigned = { groups: ['A'], students: [] };
  await assignStudents(db, { courseId, userId, actor: null, assigned });
}
