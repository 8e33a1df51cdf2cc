import { startPostgres, type RunningPostgres } from '@touchstone/servers';
import pg from 'pg';
import { onFreePort } from './on-free-port.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** Sets up an empty database for tests, and closes its connections. */
export type Migrate = (url: string) => Promise<unknown>;

export interface TestDatabase {
  /** For the owner of the database, who may create roles and is not a superuser. */
  readonly url: string;
  drop(): Promise<void>;
}

export interface TestPostgres {
  /** The current process; {@link startAgain} starts another one. */
  readonly server: RunningPostgres;
  /**
   * A new database. With `migrate`, it is a copy of a template that the first call with that function
   * creates; copying takes a fraction of the time of migrating.
   */
  createDatabase(migrate?: Migrate): Promise<TestDatabase>;
  /** On the same port with the same data, after `server.stop()` or `server.kill('SIGKILL')`. */
  startAgain(): Promise<void>;
  /** Stops the server and removes all its data. */
  stop(): Promise<void>;
}

/** A real PostgreSQL for tests, which never waits for the disk. One for each test file. */
export async function startTestPostgres(options?: {
  settings?: Readonly<Record<string, string | number>>;
}): Promise<TestPostgres> {
  const folder = await temporaryFolder();
  const start = (port: number): Promise<RunningPostgres> =>
    startPostgres({ folder: folder.path, port, durable: false, ...options });
  let server = await onFreePort(start).catch(async (error: unknown) => {
    await folder.remove();
    throw error;
  });
  const { port } = server;
  const templates = new Map<Migrate, Promise<string>>();
  let databases = 0;
  const nextName = (): string => `test_${++databases}`;

  const urlOf = (name: string): string => server.url.replace(/[^/]+$/, name);
  const run = (statement: string): Promise<void> => runStatement(server.superuserUrl, statement);

  const createTemplate = async (migrate: Migrate): Promise<string> => {
    const name = nextName();
    await run(`CREATE DATABASE ${name} OWNER touchstone`);
    await migrate(urlOf(name));
    await run(`ALTER DATABASE ${name} ALLOW_CONNECTIONS false`);
    // A connection closed here may exist for a moment longer there, and would prevent the copy.
    await run(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}'`);
    return name;
  };
  const templateOf = (migrate: Migrate): Promise<string> => {
    const known = templates.get(migrate) ?? createTemplate(migrate);
    templates.set(migrate, known);
    return known;
  };

  return {
    get server() {
      return server;
    },
    async createDatabase(migrate) {
      const template = migrate === undefined ? 'template1' : await templateOf(migrate);
      const name = nextName();
      await run(`CREATE DATABASE ${name} TEMPLATE ${template} OWNER touchstone`);
      return {
        url: urlOf(name),
        drop: () => run(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
      };
    },
    async startAgain() {
      await server.exited;
      server = await start(port);
    },
    async stop() {
      await server.stop();
      await folder.remove();
    },
  };
}

async function runStatement(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
