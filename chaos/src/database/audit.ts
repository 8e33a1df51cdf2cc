import { withClient } from './with-client.ts';

/** The final row of a submission. Times are milliseconds since 1970. */
export interface StoredRow {
  readonly id: string;
  readonly userId: string;
  readonly slug: string;
  readonly code: string;
  readonly status: string;
  readonly attempt: number;
  readonly verdict: string | null;
  readonly points: number | null;
  /** For `markOf`; null without a result. */
  readonly result: unknown;
  readonly reusedFrom: string | null;
  readonly createdAtMs: number;
}

/** A change of a submission's row; they are in the order in which they were made. */
export interface RowChange {
  readonly atMs: number;
  readonly submissionId: string;
  /** Null: it was inserted, or it was deleted. */
  readonly from: string | null;
  readonly to: string | null;
  readonly attempt: number;
  readonly verdict: string | null;
}

/** A user's progress in the database. */
export interface StoredProgress {
  readonly userId: string;
  readonly slug: string;
  readonly points: number;
  readonly completed: boolean;
}

/** Logs every change of a submission's row, in the same transaction. */
const auditing = `
  create table chaos_changes (
    seq bigint generated always as identity,
    at timestamptz not null default clock_timestamp(),
    submission_id uuid not null,
    was jsonb,
    becomes jsonb
  );
  create function chaos_note() returns trigger language plpgsql as $$
  begin
    insert into chaos_changes (submission_id, was, becomes) values (
      coalesce(new.id, old.id),
      to_jsonb(old) - 'code' - 'result',
      to_jsonb(new) - 'code' - 'result'
    );
    return null;
  end $$;
  create trigger chaos_note after insert or update or delete on submissions
    for each row execute function chaos_note();
`;

const rowsQuery = `
  select s.id, s.user_id as "userId", a.slug, s.status, s.attempt,
    coalesce(s.code, source.code, leader.code) as code,
    coalesce(s.verdict, source.verdict) as verdict,
    (coalesce(s.result, source.result) ->> 'points')::float8 as points,
    coalesce(s.result, source.result) as result, s.reused_from as "reusedFrom",
    (extract(epoch from s.created_at) * 1000)::float8 as "createdAtMs"
  from submissions s
    join assignments a on a.id = s.assignment_id
    left join submissions source on source.id = s.reused_from
    left join submissions leader on leader.id = s.leader_id
  order by s.seq`;

const changesQuery = `
  select (extract(epoch from at) * 1000)::float8 as "atMs", submission_id as "submissionId",
    was ->> 'status' as "from", becomes ->> 'status' as "to",
    coalesce((becomes ->> 'attempt')::int, 0) as attempt,
    coalesce(becomes ->> 'verdict', source.verdict) as verdict
  from chaos_changes c
    left join submissions source on source.id = (becomes ->> 'reused_from')::uuid
  order by c.seq`;

const progressQuery = `
  select p.user_id as "userId", a.slug, p.best_points::float8 as points, p.completed
  from progress p join assignments a on a.id = p.assignment_id`;

/** Starts to log every change in the stack's database. */
export async function startAudit(databaseUrl: string) {
  await withClient(databaseUrl, (client) => client.query(auditing));
  return {
    read: () =>
      withClient(databaseUrl, async (client) => ({
        rows: (await client.query<StoredRow>(rowsQuery)).rows,
        changes: (await client.query<RowChange>(changesQuery)).rows,
        progress: (await client.query<StoredProgress>(progressQuery)).rows,
      })),
  };
}
