import type { SubmissionEvents } from '@touchstone/contracts';
import type { EventStream } from './event-stream.ts';
import type { QueuePositions } from './queue-positions.ts';
import type { SubmissionState } from './submission-state.ts';

/*
 * Turns the states of one submission's row into events. States come from several sides (the first
 * read, messages, heartbeats) and in any order; the revision says which is newer, and none is
 * told twice. A lost one does not matter either: each event says all there is to say.
 */
export class SubmissionFollower {
  readonly #stream: EventStream<SubmissionEvents>;
  readonly #positions: Pick<QueuePositions, 'of' | 'watch'>;
  /** The place in the queue that this one waits at: its own or its leader's. */
  #watched: { id: string; unwatch: () => void } | null = null;
  #newestRevision = 0;
  #toldRevision = 0;
  #queued: { revision: number; position: number } | null = null;

  constructor(
    stream: EventStream<SubmissionEvents>,
    positions: Pick<QueuePositions, 'of' | 'watch'>,
  ) {
    this.#stream = stream;
    this.#positions = positions;
    stream.onClose(() => this.#watched?.unwatch());
  }

  /** After a rejection the same state may be told again. */
  async tell(state: SubmissionState): Promise<void> {
    const { revision } = state;
    if (revision < this.#newestRevision) return;
    this.#newestRevision = revision;
    if (state.status === 'queued') {
      this.#watch(state.waitingId);
      const position = await this.#positions.of(state.waitingId);
      if (this.#newestRevision !== revision) return;
      this.#toldRevision = revision;
      this.#sendQueued(revision, position);
      return;
    }
    if (this.#toldRevision === revision) return;
    this.#toldRevision = revision;
    if (state.status === 'grading') {
      this.#stream.send('grading', { attempt: state.attempt }, revision);
    } else {
      const { submission, points } = state;
      this.#stream.send('graded', { submission, points }, revision);
      this.#stream.end();
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
