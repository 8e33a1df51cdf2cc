import type { SubmissionEvents } from '@touchstone/contracts';
import type { EventStream } from './event-stream.ts';
import type { QueuePlace, QueuePositions } from './queue-positions.ts';
import type { SubmissionState } from './submission-state.ts';

/**
 * Sends the states of one submission's row as events. States come from several sources (the first
 * read, messages, heartbeats) and in any order; the revision decides which is newer, and no state is
 * sent twice. A lost state does not matter, since each event is complete.
 */
export class SubmissionFollower {
  readonly #stream: EventStream<SubmissionEvents>;
  readonly #positions: Pick<QueuePositions, 'of' | 'subscribe'>;
  /** The submission whose position is sent: this one or its leader. */
  #subscribed: { id: string; unsubscribe: () => void } | null = null;
  #newestRevision = 0;
  #sentRevision = 0;
  #queued: { revision: number; place: QueuePlace } | null = null;

  constructor(
    stream: EventStream<SubmissionEvents>,
    positions: Pick<QueuePositions, 'of' | 'subscribe'>,
  ) {
    this.#stream = stream;
    this.#positions = positions;
    stream.onClose(() => this.#subscribed?.unsubscribe());
  }

  /** Safe to call again with the same state if it rejects. */
  async send(state: SubmissionState): Promise<void> {
    const { revision } = state;
    if (revision < this.#newestRevision) return;
    this.#newestRevision = revision;
    if (state.status === 'queued') {
      this.#subscribe(state.waitingId);
      const place = await this.#positions.of(state.waitingId);
      if (this.#newestRevision !== revision) return;
      this.#sentRevision = revision;
      this.#sendQueued(revision, place);
      return;
    }
    if (this.#sentRevision === revision && state.status !== 'held') return;
    this.#sentRevision = revision;
    if (state.status === 'grading') {
      this.#stream.send('grading', { attempt: state.attempt }, revision);
      return;
    }
    const { submission } = state;
    if (state.status === 'graded') {
      this.#stream.send('graded', { submission, points: state.points }, revision);
    } else if (state.status === 'held') this.#stream.send('held', { submission }, revision);
    else this.#stream.send('superseded', { submission }, revision);
    this.#stream.end();
  }

  #subscribe(id: string): void {
    if (this.#subscribed?.id === id) return;
    this.#subscribed?.unsubscribe();
    const unsubscribe = this.#positions.subscribe(id, (place) => this.#move(place));
    this.#subscribed = { id, unsubscribe };
    if (!this.#stream.isOpen) unsubscribe();
  }

  /** The queue has moved while the submission waits in it. */
  #move(place: QueuePlace): void {
    if (this.#queued === null || this.#queued.revision !== this.#newestRevision) return;
    this.#sendQueued(this.#queued.revision, place);
  }

  #sendQueued(revision: number, place: QueuePlace): void {
    const before = this.#queued;
    const isSame =
      before?.place.position === place.position && before.place.seconds === place.seconds;
    if (before?.revision === revision && isSame) return;
    this.#queued = { revision, place };
    this.#stream.send('queued', place, revision);
  }
}
