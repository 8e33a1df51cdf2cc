import type { Progress, UserEvents } from '@touchstone/contracts';
import {
  readSubmission,
  readUngradedSubmissionId,
  type Database,
  type StoredSubmission,
} from '@touchstone/database';
import { readProgressNow } from '../users/progress.ts';
import type { EventStream } from './event-stream.ts';

interface Followed {
  readonly userId: string;
  /** The course whose progress is told; null when none is loaded. */
  readonly courseId: string | null;
  /** The submission that a reconnecting page heard of last, of anybody. */
  readonly lastSubmissionId: string | null;
}

/** Tells one page of a user what changes, and each thing once. */
export class UserFollower {
  readonly #database: Database;
  readonly #stream: EventStream<UserEvents>;
  readonly #followed: Followed;
  /** The submission told last. A user has only one that still changes. */
  #told: { id: string; revision: number } | null = null;
  /** The one to look at again, because its result was not told yet. */
  #pendingId: string | null;
  #toldProgress = '';

  constructor(database: Database, stream: EventStream<UserEvents>, followed: Followed) {
    this.#database = database;
    this.#stream = stream;
    this.#followed = followed;
    this.#pendingId = followed.lastSubmissionId;
  }

  async tell({ submission, revision }: StoredSubmission): Promise<void> {
    const { id, status } = submission;
    if (this.#told?.id === id && this.#told.revision >= revision) return;
    this.#told = { id, revision };
    if (status !== 'graded') this.#pendingId = id;
    else if (this.#pendingId === id) this.#pendingId = null;
    this.#stream.send('submission', { submission }, id);
    if (status === 'graded') await this.#tellProgress();
  }

  /** Tells whatever the database knows and the page may not: at the start and each heartbeat. */
  async catchUp(): Promise<void> {
    const { kysely } = this.#database;
    await this.#tellProgress();
    const ungradedId = await readUngradedSubmissionId(kysely, this.#followed.userId);
    for (const id of new Set([this.#pendingId, ungradedId])) {
      const stored = id === null ? null : await readSubmission(kysely, id);
      if (stored?.userId === this.#followed.userId) await this.tell(stored);
      else if (this.#pendingId === id) this.#pendingId = null;
    }
  }

  async #tellProgress(): Promise<void> {
    const { userId, courseId } = this.#followed;
    const progress: Progress = await readProgressNow(this.#database, userId, courseId);
    const told = JSON.stringify(progress);
    if (told === this.#toldProgress) return;
    this.#toldProgress = told;
    this.#stream.send('progress', progress);
  }
}
