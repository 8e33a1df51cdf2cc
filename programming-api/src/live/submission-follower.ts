import type { SubmissionEvents } from '@touchstone/contracts';
import type { StoredSubmission } from '@touchstone/database';
import type { EventStream } from './event-stream.ts';
import type { QueuePositions } from './queue-positions.ts';
import type { RowReads } from './row-reads.ts';

/*
 * Turns the states of one submission's row into events. States come from several sides (the first
 * read, messages, heartbeats) and in any order; the revision says which is newer, and none is
 * told twice. A lost one does not matter either: each event says all there is to say.
 */
export class SubmissionFollower {
  readonly #rowReads: Pick<RowReads, 'points'>;
  readonly #stream: EventStream<SubmissionEvents>;
  readonly #positions: Pick<QueuePositions, 'of' | 'watch'>;
  /** The place in the queue that this one waits at: its own or its leader's. */
  #watched: { id: string; unwatch: () => void } | null = null;
  #newestRevision = 0;
  #toldRevision = 0;
  #queued: { revision: number; position: number } | null = null;

  constructor(
    rowReads: Pick<RowReads, 'points'>,
    stream: EventStream<SubmissionEvents>,
    positions: Pick<QueuePositions, 'of' | 'watch'>,
  ) {
    this.#rowReads = rowReads;
    this.#stream = stream;
    this.#positions = positions;
    stream.onClose(() => this.#watched?.unwatch());
  }

  /** After a rejection the same state may be told again. */
  async tell(stored: StoredSubmission): Promise<void> {
    const { submission, revision } = stored;
    if (revision < this.#newestRevision) return;
    this.#newestRevision = revision;
    switch (submission.status) {
      case 'queued': {
        const waiting = stored.leaderId ?? submission.id;
        this.#watch(waiting);
        const position = await this.#positions.of(waiting);
        if (this.#newestRevision !== revision) return;
        this.#toldRevision = revision;
        this.#sendQueued(revision, position);
        return;
      }
      case 'grading':
        if (this.#toldRevision === revision) return;
        this.#toldRevision = revision;
        this.#stream.send('grading', { attempt: stored.attempt }, revision);
        return;
      case 'graded': {
        const points = await this.#rowReads.points(stored);
        if (this.#toldRevision === revision) return;
        this.#toldRevision = revision;
        this.#stream.send('graded', { submission, points }, revision);
        this.#stream.end();
      }
    }
  }

  #watch(id: string): void {
    if (this.#watched?.id === id) return;
    this.#watched?.unwatch();
    const unwatch = this.#positions.watch(id, (position) => this.#move(position));
    this.#watched = { id, unwatch };
    if (!this.#stream.isOpen) unwatch();
  }

  /** The queue has moved while the submission was waiting in it. */
  #move(position: number): void {
    if (this.#queued === null || this.#queued.revision !== this.#newestRevision) return;
    this.#sendQueued(this.#queued.revision, position);
  }

  #sendQueued(revision: number, position: number): void {
    if (this.#queued?.revision === revision && this.#queued.position === position) return;
    this.#queued = { revision, position };
    this.#stream.send('queued', { position }, revision);
  }
}
