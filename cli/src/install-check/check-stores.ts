import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findPostgresProgram, findProgram } from '@touchstone/servers';
import { checkOf, well, wrong, type Check } from './check.ts';
import { idsOf } from './check-machine.ts';
import { secrets, secretsFolder, users } from './places.ts';

const timeoutMs = 10_000;

/** True where a role has what its service needs, and nothing that graders may not have. */
const rights = {
  api: `select count(*) > 0 from schema_migrations`,
  grader: `select has_table_privilege('grading_bundles', 'select')
    and has_any_column_privilege('submissions', 'select')
    and not has_table_privilege('submissions', 'insert, update, delete')
    and not has_table_privilege('users', 'select')`,
} as const;

const remedies = {
  api: 'create the database and run `touchstone migrate` as that user: see docs/operations.md',
  grader: 'run `touchstone database-role`: see docs/operations.md',
} as const;

/** Whether both services reach PostgreSQL and Redis, each with its own rights. */
export async function checkStores(): Promise<Check[]> {
  const services = ['api', 'grader'] as const;
  const checks = services.flatMap((service) => [checkDatabase(service), checkRedis(service)]);
  return Promise.all(checks);
}

type Service = keyof typeof secrets;

const secretOf = (service: Service, store: 'database' | 'redis'): string | null => {
  try {
    return readFileSync(join(secretsFolder, secrets[service][store]), 'utf8').trim();
  } catch {
    return null;
  }
};

/** As the service's user, since PostgreSQL may look at the user instead of a password. */
async function checkDatabase(service: Service): Promise<Check> {
  const name = `database of ${users[service]}`;
  const url = secretOf(service, 'database');
  const ids = idsOf(users[service]);
  if (url === null || ids === null) return wrong(name, 'not checked', 'see above');
  try {
    const psql = findPostgresProgram('psql');
    const args = ['--no-psqlrc', '--no-align', '--tuples-only', '--command', rights[service]];
    const { stdout } = await promisify(execFile)(psql, args, {
      ...connectionOf(url),
      ...ids,
      cwd: '/',
      timeout: timeoutMs,
    });
    const found = stdout.trim() === 't' ? null : 'the role has other rights than it needs';
    return checkOf(name, found, remedies[service]);
  } catch (error) {
    return wrong(name, lastLine(error), remedies[service]);
  }
}

/** In the environment, since every user can read the arguments of a process. */
function connectionOf(text: string): { env: NodeJS.ProcessEnv } {
  const { hostname, port, username, password, pathname, searchParams } = new URL(text);
  const given = {
    PGHOST: searchParams.get('host') ?? decodeURIComponent(hostname),
    PGPORT: port,
    PGUSER: decodeURIComponent(username),
    PGPASSWORD: decodeURIComponent(password),
    PGDATABASE: decodeURIComponent(pathname.slice(1)),
    PGSSLMODE: searchParams.get('sslmode') ?? '',
  };
  const env = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== ''));
  return { env: { ...env, PGCONNECT_TIMEOUT: '5' } };
}

async function checkRedis(service: Service): Promise<Check> {
  const name = `Redis of ${users[service]}`;
  const text = secretOf(service, 'redis');
  if (text === null) return wrong(name, 'not checked', 'see above');
  const remedy = 'run `touchstone redis-users`: see docs/operations.md';
  try {
    const url = new URL(text);
    const args = ['-h', url.hostname, '-p', url.port || '6379', '--no-auth-warning'];
    const user = decodeURIComponent(url.username);
    const tls = url.protocol === 'rediss:' ? ['--tls'] : [];
    const cli = findProgram('redis-cli', 'redis-tools');
    const { stdout } = await promisify(execFile)(
      cli,
      [...args, ...tls, ...(user === '' ? [] : ['--user', user]), 'ping'],
      { env: { REDISCLI_AUTH: decodeURIComponent(url.password) }, timeout: timeoutMs },
    );
    return stdout.trim() === 'PONG' ? well(name) : wrong(name, stdout.trim(), remedy);
  } catch (error) {
    return wrong(name, lastLine(error), remedy);
  }
}

function lastLine(error: unknown): string {
  const { stderr, message } = error as { stderr?: string; message: string };
  return (stderr?.trim() || message).split('\n').at(-1) ?? '';
}
