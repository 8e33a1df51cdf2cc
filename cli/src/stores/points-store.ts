import {
  overridePoints,
  pointsSourceIn,
  readPointsCourse,
  type Database,
} from '@touchstone/database';
import type { PointsStore } from '../control/points-calls.ts';

/** `notify` gets the uuid of a user whose points have changed, to notify running APIs. */
export const pointsStoreIn = (
  { kysely }: Database,
  notify: (userId: string) => Promise<void>,
): PointsStore => ({
  ...pointsSourceIn(kysely),
  readPointsCourse: (slug) => readPointsCourse(kysely, slug),
  async overridePoints(place, override) {
    const outcome = await overridePoints(kysely, { place, override, actor: null });
    if (outcome.kind === 'done') await notify(outcome.userId);
    return outcome;
  },
});
