import { hasEnded, type Progress, type UserEvents } from '@touchstone/contracts';
import {
  readSubmission,
  readUngradedSubmissionId,
  type Database,
  type StoredSubmission,
} from '@touchstone/database';
import type { Catalog } from '../courses/catalog.ts';
import { holdBack } from '../courses/held-back.ts';
import type { Sees } from '../people/rights.ts';
import { readProgressNow } from '../users/progress.ts';
import type { EventStream } from './event-stream.ts';

export interface Followed {
  readonly userId: string;
  readonly sees: Sees;
  /** The course whose progress is sent; null if none is loaded. */
  readonly courseId: string | null;
  /** The last submission that a reconnecting page received; not checked to be the user's. */
  readonly lastSubmissionId: string | null;
  /** Whether the user sees the submission's assignment. */
  readonly isSeen: (stored: StoredSubmission) => Promise<boolean>;
  /** When the stream was opened. */
  readonly openedAt: Date;
}

interface FollowerDeps {
  readonly database: Database;
  readonly catalog: Pick<Catalog, 'assignmentsOf' | 'heldAssignments' | 'holdsBack'>;
}

/** Sends changes to one page of a user, each once. */
export class UserFollower {
  readonly #deps: FollowerDeps;
  readonly #stream: EventStream<UserEvents>;
  readonly #followed: Followed;
  /** The submission sent last. */
  #sent: { id: string; revision: number } | null = null;
  /** The one to read again, because its result has not been sent yet. */
  #pendingId: string | null;
  #sentProgress = '';
  /** Submissions that were sent without their verdict. */
  readonly #sentHeld = new Set<string>();
  /** The event `held` sent last; null: the course holds no verdicts back. */
  #heldText: string | null = null;

  constructor(deps: FollowerDeps, stream: EventStream<UserEvents>, followed: Followed) {
    this.#deps = deps;
    this.#stream = stream;
    this.#followed = followed;
    this.#pendingId = followed.lastSubmissionId;
  }

  async send(stored: StoredSubmission): Promise<void> {
    const { submission, revision } = stored;
    const { id, status } = submission;
    if (!(await this.#followed.isSeen(stored))) return;
    if ((await this.#held()).includes(submission.assignmentId)) {
      this.#sendHeld(stored);
      return;
    }
    if (this.#sent?.id === id && this.#sent.revision >= revision) return;
    this.#sent = { id, revision };
    if (!hasEnded(submission)) this.#pendingId = id;
    else if (this.#pendingId === id) this.#pendingId = null;
    this.#stream.send('submission', { submission }, id);
    if (status === 'graded') await this.#sendProgress();
  }

  /**
   * Once, and only one that is newer than the stream: later changes, and whether an older one has been graded
   * yet, are not for its owner to see.
   */
  #sendHeld({ submission }: StoredSubmission): void {
    const { id, createdAt } = submission;
    if (this.#sentHeld.has(id) || new Date(createdAt) < this.#followed.openedAt) return;
    this.#sentHeld.add(id);
    this.#stream.send('submission', { submission: holdBack(submission) }, id);
  }

  /** Sends what the page may have missed, from the database: at the start and each heartbeat. */
  async catchUp(): Promise<void> {
    const { kysely } = this.#deps.database;
    await this.#catchUpHeld();
    await this.#sendProgress();
    const ungradedId = await readUngradedSubmissionId(kysely, this.#followed.userId);
    for (const id of new Set([this.#pendingId, ungradedId])) {
      const stored = id === null ? null : await readSubmission(kysely, id);
      if (stored?.userId === this.#followed.userId) await this.send(stored);
      else if (this.#pendingId === id) this.#pendingId = null;
    }
  }

  /** The courses were changed: verdicts may have been released. */
  async coursesChanged(): Promise<void> {
    if (this.#heldText !== null && (await this.#catchUpHeld())) await this.#sendProgress();
  }

  /** A teacher may have given points. */
  dataChanged(): Promise<void> {
    return this.#sendProgress();
  }

  /** Resolves to whether other assignments are held back than before. */
  async #catchUpHeld(): Promise<boolean> {
    const { catalog } = this.#deps;
    const { courseId, sees } = this.#followed;
    if (courseId === null) return false;
    if (this.#heldText === null && !(await catalog.holdsBack(courseId))) return false;
    const held = await catalog.heldAssignments(sees, courseId);
    const seen = new Set((await catalog.assignmentsOf(courseId, sees)).map(({ id }) => id));
    const assignmentIds = held.filter((id) => seen.has(id));
    const text = JSON.stringify(assignmentIds);
    if (text === this.#heldText) return false;
    this.#heldText = text;
    this.#stream.send('held', { assignmentIds });
    return true;
  }

  #held(): Promise<string[]> {
    return this.#deps.catalog.heldAssignments(this.#followed.sees);
  }

  async #sendProgress(): Promise<void> {
    const { userId, courseId } = this.#followed;
    const of = { courseId, held: await this.#held() };
    const progress: Progress = await readProgressNow(this.#deps.database, userId, of);
    const text = JSON.stringify(progress);
    if (text === this.#sentProgress) return;
    this.#sentProgress = text;
    this.#stream.send('progress', progress);
  }
}
