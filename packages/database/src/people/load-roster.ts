import type { RosterReport } from '@touchstone/contracts';
import { sql } from 'kysely';
import { inTransaction } from '../queries/in-transaction.ts';
import type { Connection } from '../tables.ts';
import { noteActions, type Actor } from '../queries/audit-log.ts';
import { ensureUsersByMail, mailIssuer } from '../queries/mail-identity.ts';
import { lockPeople } from './members.ts';
import { readRoster, type RosterRow } from './read-roster.ts';

export interface RosterLoad {
  readonly courseId: string;
  readonly csv: string;
  readonly actor: Actor;
  /** Report only. */
  readonly dryRun: boolean;
}

/** A member who is in the file or has its id; `mail` is null if the member has none. */
interface Known {
  readonly userId: string;
  readonly mail: string | null;
  readonly role: string;
  readonly name: string | null;
  readonly group: string | null;
  readonly id: string | null;
}

/**
 * Adds the students of a roster to a course and changes what it says about those who are in it. Nobody is
 * removed and no role changes. A new address gets a user. What can't be used is reported and left out.
 * Resolves also to the users whose rights changed.
 */
export async function loadRoster(
  db: Connection,
  { courseId, csv, actor, dryRun }: RosterLoad,
): Promise<{ report: RosterReport; userIds: string[] }> {
  const roster = readRoster(csv);
  return inTransaction(db, async (transaction) => {
    await lockPeople(transaction, courseId);
    const known = await readKnown(transaction, courseId);
    const plan = planRoster(roster.rows, known);
    const report: RosterReport = {
      added: plan.added.map(({ line, mail }) => ({ line, mail })),
      changed: plan.changed.map(({ row, what }) => ({ line: row.line, mail: row.mail, what })),
      unchanged: plan.unchanged,
      refused: [...roster.refused, ...plan.refused].toSorted((one, other) => one.line - other.line),
      leftAlone: leftAlone(roster.rows, known),
      notes: roster.notes,
    };
    if (dryRun) return { report, userIds: [] };
    const added = await ensureUsersByMail(
      transaction,
      plan.added.map(({ mail }) => mail),
    );
    await store(transaction, courseId, [
      ...plan.added.map((row) => ({ row, userId: added.get(row.mail) ?? '' })),
      ...plan.changed,
    ]);
    const { length: changed } = plan.changed;
    await noteActions(transaction, [
      {
        ...{ actor, courseId, action: 'load-roster' },
        details: { added: added.size, changed, refused: report.refused.length },
      },
    ]);
    return { report, userIds: [...added.values()] };
  });
}

async function readKnown(transaction: Connection, courseId: string): Promise<Known[]> {
  const { rows } = await sql<Known>`
    select m.user_id as "userId", m.role, m.name, m.group_name as group, m.student_number as id,
      (select subject from identities where user_id = m.user_id and issuer = ${mailIssuer}
        order by created_at limit 1) as mail
    from members as m where m.course_id = ${courseId} order by m.name, mail`.execute(transaction);
  return rows;
}

interface Planned {
  readonly row: RosterRow;
  readonly userId: string;
}
type Changed = Planned & { readonly what: RosterReport['changed'][number]['what'] };

function planRoster(rows: readonly RosterRow[], known: readonly Known[]) {
  const byMail = new Map(known.map((member) => [member.mail, member]));
  const holders = new Map(known.map((member) => [member.id, member]));
  const added: RosterRow[] = [];
  const changed: Changed[] = [];
  const refused: RosterReport['refused'] = [];
  let unchanged = 0;
  for (const row of rows) {
    const member = byMail.get(row.mail);
    const holder = row.id ? holders.get(row.id) : undefined;
    if (holder !== undefined && holder !== member) {
      const whose = holder.mail ?? holder.userId;
      const message = `the id ${row.id ?? ''} is ${whose}'s in this course; correct one of the two`;
      refused.push({ line: row.line, message });
      continue;
    }
    if (member === undefined) {
      added.push(row);
      continue;
    }
    const what = (['name', 'group', 'id'] as const).filter(
      (key) => row[key] !== undefined && row[key] !== member[key],
    );
    if (what.length === 0) unchanged++;
    else changed.push({ row, userId: member.userId, what });
  }
  return { added, changed, refused, unchanged };
}

function leftAlone(rows: readonly RosterRow[], known: readonly Known[]): RosterReport['leftAlone'] {
  const mails = new Set(rows.map(({ mail }) => mail));
  return known
    .filter(({ role, mail }) => role === 'student' && (mail === null || !mails.has(mail)))
    .map(({ name, mail }) => ({ name, mail }));
}

/** A column that the file lacks stays as it is. */
async function store(
  transaction: Connection,
  courseId: string,
  planned: readonly Planned[],
): Promise<void> {
  const [first] = planned;
  if (first === undefined) return;
  const rows = planned.map(({ row: { name, group, id }, userId }) => ({ userId, name, group, id }));
  const has = (key: 'name' | 'group' | 'id') => sql.val(first.row[key] !== undefined);
  await sql`
    insert into members (course_id, user_id, role, name, group_name, student_number)
    select ${courseId}::uuid, "userId", 'student', name, "group", id
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as rows ("userId" uuid, name text, "group" text, id text)
    on conflict (course_id, user_id) do update set
      name = case when ${has('name')}::boolean then excluded.name else members.name end,
      group_name = case when ${has('group')}::boolean then excluded.group_name else members.group_name end,
      student_number =
        case when ${has('id')}::boolean then excluded.student_number else members.student_number end
    `.execute(transaction);
}
