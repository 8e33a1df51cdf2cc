import { sql } from 'kysely';

/** An interval of PostgreSQL. */
export const milliseconds = (ms: number) =>
  sql`make_interval(secs => ${ms}::double precision / 1000)`;
