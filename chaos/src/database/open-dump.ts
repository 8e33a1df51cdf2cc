import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { findPostgresProgram } from '@touchstone/servers';
import { withClient } from './with-client.ts';

/** More than a pipe and a stream hold, so that a dump that nobody reads stays open. */
const ballast = `
  create table chaos_ballast as
    select repeat(md5(n::text), 32) as filling from generate_series(1, 2000) n`;

/** A backup that is being made: it has locked all tables and holds a snapshot. */
export interface OpenDump {
  /** Lets it end; rejects if it had ended before, or is not complete. */
  finish(): Promise<void>;
}

/** Starts pg_dump, and resolves when it has its locks. */
export async function openDump(databaseUrl: string, signal: AbortSignal): Promise<OpenDump> {
  await withClient(databaseUrl, (client) => client.query(ballast));
  const { hostname, port, username, password, pathname } = new URL(databaseUrl);
  const child = spawn(findPostgresProgram('pg_dump'), ['--no-password'], {
    env: {
      PGHOST: hostname,
      PGPORT: port,
      PGUSER: decodeURIComponent(username),
      PGPASSWORD: decodeURIComponent(password),
      PGDATABASE: pathname.slice(1),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    signal,
  });
  child.on('error', () => undefined);
  const errors = text(child.stderr);
  const exited = once(child, 'exit');
  // It writes nothing before it has locked all tables; without an answer it ends, and so does stdout.
  await once(child.stdout, 'readable');
  return {
    async finish() {
      if (child.exitCode !== null) throw new Error(`pg_dump ended early: ${await errors}`);
      const dump = await text(child.stdout);
      await exited;
      if (!dump.includes('PostgreSQL database dump complete')) {
        throw new Error(`pg_dump failed: ${await errors}`);
      }
    },
  };
}
