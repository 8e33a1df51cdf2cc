import type { AssignmentSummary } from '@touchstone/contracts';
import type { ServerClock } from '../../api/server-clock.ts';
import { createStateStore, type ReadableState } from '../../stores/state-store.ts';
import type { PartLoader } from '../parts/part-loader.ts';
import type { PageDates } from './page-dates.ts';

export interface DatesOnDemand {
  /** Null until they are needed, and if they could not be loaded. */
  readonly state: ReadableState<PageDates | null>;
  /** Loads them if an assignment has dates. */
  openFor(assignments: readonly Pick<AssignmentSummary, 'dates'>[]): void;
}

/** How often the page looks whether a date has passed. */
const tickMs = 5_000;

/** Dates, which most courses do not have, are loaded on demand. */
export function createDates(
  parts: Pick<PartLoader, 'load'>,
  clock: Pick<ServerClock, 'now'>,
): DatesOnDemand {
  const state = createStateStore<PageDates | null>(null);
  let loading = false;
  return {
    state,
    openFor(assignments) {
      if (loading || !assignments.some(({ dates }) => dates)) return;
      loading = true;
      parts
        .load(() => import('./page-dates.ts'))
        .then(({ createPageDates }) => {
          const look = () => state.set(createPageDates(clock.now()));
          look();
          setInterval(look, tickMs);
        })
        // Without it the server still decides.
        .catch(() => (loading = false));
    },
  };
}
