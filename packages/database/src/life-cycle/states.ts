import type { SubmissionStatus } from '@touchstone/contracts';
import { sql, type QueryCreator, type RawBuilder, type SqlBool, type UpdateObject } from 'kysely';
import type { Tables } from '../tables.ts';

/*
 * The life of a submission. Every statement that moves one stands in this folder.
 *
 *            ╭────────────────────────────── reuse ──────────────────────────────╮
 *            │                                                                   v
 *   (none) ──┼─ queue ───> queued ─────────── begin ─────────> grading ─ store ─> graded
 *            │             │  ^ ^                              │ ^   │            ^  ^
 *            │             │  │ ╰────── hand back, lose ───────╯ ╰───╯ begin      │  │
 *            │             │  │ promote                              again        │  │
 *            │             ╰──│──────────── store late, give up ──────────────────╯  │
 *            ╰─ follow ──> following ──────────────── share ─────────────────────────╯
 *
 *   queued     waits for a grader. Deadline: its stream entry must be there after a moment of
 *              grace; the API's sweeper adds a missing one.
 *   following  waits for the result of its leader, an identical submission in flight, and needs no
 *              entry. Deadline: the leader's end, which moves its followers in the same
 *              transaction. The sweeper looks for followers without an ungraded leader.
 *   grading    has a numbered attempt under way. Deadline: `deadline_at`, the bundle's wall limit
 *              and some slack after the beginning.
 *   graded     has its result and never changes again, but may become nobody's.
 *
 *   queue      hand-in.ts    API: handed in. The index `submissions_one_ungraded` lets each user have
 *                            one ungraded, `submissions_one_leader` one leader for each key
 *   follow     hand-in.ts    API: handed in while an identical one is in flight
 *   reuse      hand-in.ts    API: handed in after an identical one was graded
 *   begin      attempts.ts   API, for a grader: a new number, which makes all earlier attempts
 *                            stale. Begun again while one is under way, that one is lost, too
 *   hand back  attempts.ts   API, for the attempt's grader: it closes, or can't grade just now
 *   store      results.ts    API, for the newest attempt's grader; also when that was lost meanwhile
 *   lose       lost.ts       sweeper: the deadline passed; or the API instead of `begin`, when an
 *                            attempt is under way and it is the last that may be lost. Counted in
 *                            `lost_attempts`
 *   give up    lost.ts       sweeper, or the API after that: as many attempts were surely lost as
 *                            may be. Ends as internal-error
 *   share      followers.ts  with `store`, every verdict but internal-error
 *   promote    followers.ts  with a `store` or `give up` of internal-error: the first follower
 *                            takes the leader's place, the others follow it
 *
 * A grader that is silent may be dead, frozen or starved, and only the dead one counts. So a loss is
 * in doubt as long as its row in `lost_attempts` stands and the grader in `graders` is not gone:
 *
 *   counted in submissions.lost_attempts
 *     in doubt   another grader took the attempt over, or its deadline passed while its own was silent
 *       -> forgiven   that grader speaks (graders.ts): the row goes, and so does the count
 *       -> certain    it is gone: another instance has its name, or it was silent for `graderGoneMs`
 *     certain    at once when the grader is gone already, maybe by a goodbye; when it has spoken
 *                since the deadline, so is alive and late; when it begins anew what it has under way
 *                itself; or when it is unknown
 *
 * While as many were lost as may be but some are in doubt, the submission stays queued without an
 * entry: for `graderGoneMs` after the last word of those graders at the most. Then it is given up;
 * or forgiven, and the sweeper adds its entry.
 *
 * Followers share their leader's result whatever judge and Python made it, for it is made now. Only
 * what was graded before must be of a judge and a Python that serve (reuse.ts).
 *
 * A user may be deleted in any state (removal/): his submission goes, unless others follow or have reused
 * it; then it stays where it is, with user_id null, and counts for nobody.
 *
 * `follow`, `store` and `give up` take one advisory lock on the key (lock.ts), so a leader that ends
 * sees all its followers. `attempt` fences: a result of another attempt than the newest is refused.
 */

type State = 'queued' | 'following' | 'grading' | 'graded';

const transitions = {
  begin: { from: ['queued', 'grading'], to: 'grading' },
  handBack: { from: ['grading'], to: 'queued' },
  store: { from: ['queued', 'grading'], to: 'graded' },
  lose: { from: ['grading'], to: 'queued' },
  giveUp: { from: ['queued'], to: 'graded' },
  share: { from: ['following'], to: 'graded' },
  promote: { from: ['following'], to: 'queued' },
  followAnother: { from: ['following'], to: 'following' },
} as const satisfies Record<string, { from: readonly State[]; to: State }>;

/**
 * Which rows of `submissions` are in a state, so that no partial index seems to fit: statistics from
 * a time without a queue would let PostgreSQL look for one row among all that are ungraded.
 */
const rowsIn: Record<State, RawBuilder<SqlBool>> = {
  queued: sql`(submissions.status || '' = 'queued' and submissions.leader_id is null)`,
  following: sql`submissions.leader_id is not null`,
  grading: sql`submissions.status || '' = 'grading'`,
  graded: sql`submissions.status || '' = 'graded'`,
};

/** What a row has in a state, besides what the transition gives it. */
const columnsOf = {
  queued: { status: 'queued', deadline_at: null, leader_id: null },
  following: { status: 'queued', deadline_at: null },
  grading: { status: 'grading', leader_id: null },
  graded: { status: 'graded', deadline_at: null, leader_id: null, graded_at: sql<Date>`now()` },
} as const satisfies Record<State, { status: SubmissionStatus; [column: string]: unknown }>;

/**
 * Moves the rows that are in a state from which the transition goes; the caller narrows them
 * further. `set` are the columns that the transition gives.
 */
export const move = (
  db: Pick<QueryCreator<Tables>, 'updateTable'>,
  name: keyof typeof transitions,
  set: UpdateObject<Tables, 'submissions'>,
) =>
  db
    .updateTable('submissions')
    .set({
      ...columnsOf[transitions[name].to],
      revision: sql<number>`submissions.revision + 1`,
      changed_at: sql<Date>`now()`,
      ...set,
    })
    .where((eb) => eb.or(transitions[name].from.map((state) => rowsIn[state])));
