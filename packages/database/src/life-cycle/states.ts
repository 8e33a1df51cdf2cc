import { sql, type QueryCreator, type RawBuilder, type SqlBool, type UpdateObject } from 'kysely';
import type { StoredStatus, Tables } from '../tables.ts';

/*
 * The life of a submission. Every statement that moves one is in this folder.
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
 *   queued     waits for a grader. Deadline: it must have a stream entry after a grace period; the
 *              API's sweeper adds a missing one.
 *   following  waits for the result of its leader, an identical submission in flight, and needs no
 *              entry. Deadline: the leader's end, which moves its followers in the same
 *              transaction. The sweeper looks for followers without an ungraded leader.
 *   grading    has a numbered attempt under way. Deadline: `deadline_at`, the bundle's wall limit
 *              and some slack after the beginning.
 *   graded     has its result and never changes again, except that it may become nobody's.
 *   received   waits until the earlier submission of its user is graded. Near a deadline only, when nothing
 *              is refused; a user has one for each assignment. Students see it as queued. The sweeper
 *              looks for those whose user has nothing in grading.
 *   superseded its user handed in another one for the assignment before it was begun. It keeps its program
 *              and its place in the history, and is never graded.
 *
 *   queue      hand-in.ts    API: handed in. The index `submissions_one_ungraded` lets each user have
 *                            one ungraded, `submissions_one_leader` one leader for each key
 *   follow     hand-in.ts    API: handed in while an identical one is in flight
 *   reuse      hand-in.ts    API: handed in after an identical one was graded
 *   begin      attempts.ts   API, for a grader: a new number, which makes all earlier attempts
 *                            stale. If one is under way, it is lost
 *   hand back  attempts.ts   API, for the attempt's grader: it closes, or can't grade at the moment
 *   store      results.ts    API, for the newest attempt's grader; also when that attempt was lost
 *   lose       lost.ts       sweeper: the deadline passed; or the API instead of `begin`, when the
 *                            attempt under way is the last that may be lost. Counted in
 *                            `lost_attempts`
 *   give up    lost.ts       sweeper, or the API after that: the maximum number of attempts was
 *                            certainly lost. Ends as internal-error
 *   share      followers.ts  with `store`, for every verdict except internal-error
 *   receive    receive.ts    API: handed in near a deadline while another one of the user is ungraded. One
 *                            for the same assignment that no grader has begun is superseded, and
 *                            its first follower promoted
 *   admit      receive.ts    API after `receive` or `store`, or the sweeper: it is queued, follows, or
 *                            shares a result, as if it were handed in now
 *   promote    followers.ts  with a `store` or `give up` of internal-error: the first follower
 *                            becomes the leader, and the others follow it
 *
 * A silent grader may be dead, frozen or starved, and only attempts of dead ones should count as lost.
 * So a loss is in doubt while it has a row in `lost_attempts` and its grader in `graders` is not gone:
 *
 *   counted in submissions.lost_attempts
 *     in doubt   another grader claimed the entry, or the deadline passed while its grader was silent
 *       -> forgiven   the grader is seen again (graders.ts): the row and its count are removed
 *       -> certain    the grader is gone: another instance has its name, or it was silent for
 *                     `graderGoneMs`
 *     certain    immediately, when the grader is already gone (it may have said so); was seen since
 *                the deadline, so that it is alive and late; begins again what it has under way
 *                itself; or is unknown
 *
 * While the maximum number of attempts is lost but some losses are in doubt, the submission stays queued
 * without an entry, for at most `graderGoneMs` after those graders were last seen. Then it is given up;
 * or a loss is forgiven, and the sweeper adds its entry.
 *
 * Followers share their leader's result whatever judge and Python made it, since it is new. Only an
 * earlier result must have been made by a judge and a Python that still grade (reuse.ts).
 *
 * A user may be deleted in any state (removal/). The submission is removed unless others follow or have
 * reused it; then it keeps its state, with user_id null, and counts for nobody.
 *
 * `follow`, `store` and `give up` take one advisory lock on the key (lock.ts), so that a leader that ends
 * sees all its followers. Only a result of the newest `attempt` is stored.
 */

type State = 'received' | 'queued' | 'following' | 'grading' | 'graded' | 'superseded';

const transitions = {
  begin: { from: ['queued', 'grading'], to: 'grading' },
  handBack: { from: ['grading'], to: 'queued' },
  store: { from: ['queued', 'grading'], to: 'graded' },
  lose: { from: ['grading'], to: 'queued' },
  giveUp: { from: ['queued'], to: 'graded' },
  share: { from: ['following'], to: 'graded' },
  admit: { from: ['received'], to: 'queued' },
  admitFollowing: { from: ['received'], to: 'following' },
  admitReused: { from: ['received'], to: 'graded' },
  supersede: { from: ['received', 'queued', 'following'], to: 'superseded' },
  promote: { from: ['following'], to: 'queued' },
  followAnother: { from: ['following'], to: 'following' },
} as const satisfies Record<string, { from: readonly State[]; to: State }>;

/**
 * Which rows of `submissions` are in a state, written so that no partial index matches: with statistics
 * from a time without a queue, PostgreSQL would search all ungraded rows for one.
 */
const rowsIn: Record<State, RawBuilder<SqlBool>> = {
  received: sql`submissions.status || '' = 'received'`,
  queued: sql`(submissions.status || '' = 'queued' and submissions.leader_id is null)`,
  following: sql`submissions.leader_id is not null`,
  grading: sql`submissions.status || '' = 'grading'`,
  graded: sql`submissions.status || '' = 'graded'`,
  superseded: sql`submissions.status || '' = 'superseded'`,
};

/** Columns that every row in a state has; the transition sets others. */
const columnsOf = {
  received: { status: 'received', deadline_at: null, leader_id: null },
  queued: { status: 'queued', deadline_at: null, leader_id: null },
  following: { status: 'queued', deadline_at: null },
  grading: { status: 'grading', leader_id: null },
  graded: { status: 'graded', deadline_at: null, leader_id: null, graded_at: sql<Date>`now()` },
  superseded: { status: 'superseded', deadline_at: null, leader_id: null },
} as const satisfies Record<State, { status: StoredStatus; [column: string]: unknown }>;

/**
 * Moves rows from a state in which the transition may start; the caller adds further conditions. `set`
 * are the columns that the transition sets.
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
