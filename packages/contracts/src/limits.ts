/** Largest accepted program, in UTF-8 bytes of all its files. */
export const maxCodeBytes = 65_536;

/** Files that an assignment may have students edit. */
export const maxProgramFiles = 10;

/** Program output stored in a result, in UTF-8 bytes. */
export const maxOutputBytes = 65_536;

/** Largest wall-clock limit of an assignment, in seconds. */
export const maxWallSeconds = 60;

/** Submissions on one page of the history: default and maximum. */
export const historyPageSize = { default: 20, max: 100 } as const;

/** People on one page of a course's: default and maximum. */
export const memberPageSize = { default: 50, max: 200 } as const;

/** Points of an assignment whose course does not set any. */
export const defaultPoints = 100;
