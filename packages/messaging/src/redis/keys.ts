import type { Lane } from '../lanes.ts';

export const group = 'graders';

/** All keys of the stream; scripts get all of them, in this order. */
export interface StreamKeys {
  readonly lanes: Readonly<Record<Lane, string>>;
  /** Hash from submission id to `lane/entry id/ticket`. */
  readonly records: string;
  /** Hash of numbers: counts of each lane, its pace, and entries of each assignment. */
  readonly state: string;
  /** Hash from assignment id to the average milliseconds of its gradings. */
  readonly costs: string;
  /** Hash from a grader's name to its slots and the time of its last heartbeat. */
  readonly graders: string;
  /** A stream of at most one entry; consumers that wait for entries block on it. */
  readonly bell: string;
}

/** The braces put all keys into one hash slot of a Redis cluster, so that they are lost together. */
export const streamKeys = (keyPrefix: string): StreamKeys => ({
  lanes: {
    quick: `{${keyPrefix}}:submissions`,
    crowded: `{${keyPrefix}}:submissions-crowded`,
    slow: `{${keyPrefix}}:submissions-slow`,
    regrade: `{${keyPrefix}}:submissions-regrade`,
  },
  records: `{${keyPrefix}}:submission-entries`,
  state: `{${keyPrefix}}:lane-state`,
  costs: `{${keyPrefix}}:assignment-costs`,
  graders: `{${keyPrefix}}:graders-alive`,
  bell: `{${keyPrefix}}:bell`,
});
