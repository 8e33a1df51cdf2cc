/** Different programs that a standing remembers; the migration that fills standings has the same number. */
export const maxProgramsSince = 20;
