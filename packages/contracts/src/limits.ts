/** Largest accepted program, in UTF-8 bytes. */
export const codeMaxBytes = 65_536;

/** Program output kept in a result, in UTF-8 bytes. */
export const outputMaxBytes = 65_536;

/** Largest wall-clock limit that an assignment may ask for, in seconds. */
export const wallSecondsMax = 60;

/** Submissions in one page of the history: the default and the most. */
export const historyPageSize = { default: 20, max: 100 } as const;

/** Points of an assignment whose course does not say otherwise. */
export const defaultPoints = 100;
