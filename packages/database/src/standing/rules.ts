/** A student with this many different programs since a test newly passed is stuck. */
export const stuckPrograms = 5;

/** Programs that a standing remembers; the migration has the same two numbers. */
export const maxProgramsSince = 20;
