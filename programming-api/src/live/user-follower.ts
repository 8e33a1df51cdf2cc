import { hasEnded, type Progress, type UserEvents } from '@touchstone/contracts';
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
  /** The course whose progress is sent; null if none is loaded. */
  readonly courseId: string | null;
  /** The last submission that a reconnecting page received; not checked to be the user's. */
  readonly lastSubmissionId: string | null;
}

/** Sends changes to one page of a user, each once. */
export class UserFollower {
  readonly #database: Database;
  readonly #stream: EventStream<UserEvents>;
  readonly #followed: Followed;
  /** The submission sent last. */
  #sent: { id: string; revision: number } | null = null;
  /** The one to read again, because its result has not been sent yet. */
  #pendingId: string | null;
  #sentProgress = '';

  constructor(database: Database, stream: EventStream<UserEvents>, followed: Followed) {
    this.#database = database;
    this.#stream = stream;
    this.#followed = followed;
    this.#pendingId = followed.lastSubmissionId;
  }

  async send({ submission, revision }: StoredSubmission): Promise<void> {
    const { id, status } = submission;
    if (this.#sent?.id === id && this.#sent.revision >= revision) return;
    this.#sent = { id, revision };
    if (!hasEnded(submission)) this.#pendingId = id;
    else if (this.#pendingId === id) this.#pendingId = null;
    this.#stream.send('submission', { submission }, id);
    if (status === 'graded') await this.#sendProgress();
  }

  /** Sends what the page may have missed, from the database: at the start and each heartbeat. */
  async catchUp(): Promise<void> {
    const { kysely } = this.#database;
    await this.#sendProgress();
    const ungradedId = await readUngradedSubmissionId(kysely, this.#followed.userId);
    for (const id of new Set([this.#pendingId, ungradedId])) {
      const stored = id === null ? null : await readSubmission(kysely, id);
      if (stored?.userId === this.#followed.userId) await this.send(stored);
      else if (this.#pendingId === id) this.#pendingId = null;
    }
  }

  async #sendProgress(): Promise<void> {
    const { userId, courseId } = this.#followed;
    const progress: Progress = await readProgressNow(this.#database, userId, courseId);
    const text = JSON.stringify(progress);
    if (text === this.#sentProgress) return;
    this.#sentProgress = text;
    this.#stream.send('progress', progress);
  }
}
