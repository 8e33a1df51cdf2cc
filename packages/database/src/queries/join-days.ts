/** How long a history is offered, and how long a join can be undone. */
export const joinDays = 14;

const dayMs = 24 * 60 * 60_000;

/** The last moment that is too long ago. */
export const tooLongAgo = (now: Date): Date => new Date(now.getTime() - joinDays * dayMs);

export const undoableUntil = (joinedAt: Date): Date =>
  new Date(joinedAt.getTime() + joinDays * dayMs);
