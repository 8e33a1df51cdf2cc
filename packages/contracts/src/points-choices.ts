/* What can be chosen about points, apart from their schemas, so that it is had without zod. */

/** Whose points a table has: the best, the latest, or the best of those received in time. */
export const pointsMoments = ['best', 'latest', 'due'] as const;
export type PointsMoment = (typeof pointsMoments)[number];

export const pointsRuleAt = (at: PointsMoment) =>
  at === 'due' ? ({ take: 'best', before: 'due' } as const) : ({ take: at, before: null } as const);

/** For whom a table of points is: for people, or for the import of a learning platform. */
export const pointsFormats = ['plain', 'canvas', 'moodle'] as const;
export type PointsFormat = (typeof pointsFormats)[number];

/** Characters of the reason for which points are overridden. */
export const maxOverrideReasonLength = 1_000;
