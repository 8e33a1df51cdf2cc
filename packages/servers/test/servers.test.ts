import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmod,
  lstat,
  mkdir,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { defaultProcessUids } from '@touchstone/contracts';
import { onFreePort, temporaryFolder, waitFor, type TemporaryFolder } from '@touchstone/test-kit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  canReach,
  startNginx,
  startPostgres,
  startRedis,
  storesUser,
  takenUid,
} from '../src/index.ts';
import { prepareFolder } from '../src/server-folder.ts';

let folder: TemporaryFolder;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => folder.remove());

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

const userOf = async (pid: number): Promise<number> =>
  Number(/^Uid:\s+(\d+)/m.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1]);

const minimalNginx = (port: number): string => `
  daemon off;
  pid work/nginx.pid;
  events {}
  http {
    access_log off;
    client_body_temp_path work/body;
    proxy_temp_path work/proxy;
    fastcgi_temp_path work/fastcgi;
    uwsgi_temp_path work/uwsgi;
    scgi_temp_path work/scgi;
    server { listen 127.0.0.1:${port}; return 200 "hello"; }
  }`;

const startRedisHere = () => onFreePort((port) => startRedis({ folder: folder.path, port }));

describe('every server', () => {
  test('runs as an unprivileged user when the caller is root', async () => {
    const server = await startRedisHere();
    const expected = storesUser()?.uid ?? process.getuid?.();
    expect(await userOf(server.pid)).toBe(expected);
    await server.stop();
  });

  test('is stopped in an orderly way, and stop may be called again', async () => {
    const server = await startRedisHere();
    await Promise.all([server.stop(), server.stop()]);
    await server.stop();
    expect(await server.exited).toEqual({ code: 0, signal: null });
    expect(isAlive(server.pid)).toBe(false);
  });

  test('is stopped even while it is paused', async () => {
    const server = await startRedisHere();
    server.kill('SIGSTOP');
    await server.stop();
    expect(isAlive(server.pid)).toBe(false);
  });

  test('shows the end of its log when it does not start', async () => {
    const server = await startRedisHere();
    const other = join(folder.path, 'other');
    await expect(startRedis({ folder: other, port: server.port })).rejects.toThrow(
      /redis did not start: it exited with status 1.*Address already in use/s,
    );
    await server.stop();
  });

  test('refuses a folder in which another server runs', async () => {
    const server = await startRedisHere();
    await expect(startRedisHere()).rejects.toThrow(/already running in/);
    await server.stop();
  });

  test('dies with the process that started it, kill -9 included', async () => {
    const script = `
      import { startRedis, freePort } from '@touchstone/servers';
      const server = await startRedis({ folder: process.argv[1], port: await freePort() });
      console.log(server.pid);`;
    const owner = spawn(
      process.execPath,
      ['--import', 'tsx', '--input-type=module', '-e', script, folder.path],
      { cwd: import.meta.dirname, stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const [line] = (await once(createInterface(owner.stdout), 'line')) as [string];
    const pid = Number(line);
    expect(isAlive(pid)).toBe(true);
    owner.kill('SIGKILL');
    await waitFor(() => !isAlive(pid), { what: 'the end of the server' });
  });
});

describe('PostgreSQL', () => {
  test('creates its cluster once and starts again after kill -9', async () => {
    const start = (port: number) => startPostgres({ folder: folder.path, port, durable: false });
    const first = await onFreePort(start);
    first.kill('SIGKILL');
    expect(await first.exited).toEqual({ code: null, signal: 'SIGKILL' });
    const second = await start(first.port);
    expect(second.url).toBe(first.url);
    await second.stop();
  });

  test('keeps its passwords from other users', async () => {
    const server = await onFreePort((port) =>
      startPostgres({ folder: folder.path, port, durable: false }),
    );
    for (const name of ['owner-password', 'superuser-password']) {
      const { mode, uid } = await stat(join(folder.path, name));
      expect(mode & 0o777).toBe(0o600);
      expect(uid).toBe(process.getuid?.());
    }
    await server.stop();
  });
});

describe('nginx', () => {
  test('serves the given configuration', async () => {
    const server = await onFreePort((port) =>
      startNginx({ folder: folder.path, configuration: minimalNginx(port), port }),
    );
    const answer = await fetch(server.url);
    expect(await answer.text()).toBe('hello');
    await server.stop();
  });

  test('reports a fault in the configuration', async () => {
    const options = { folder: folder.path, configuration: 'nonsense;', port: 1 };
    await expect(startNginx(options)).rejects.toThrow(/unknown directive "nonsense"/);
  });
});

/** Root's servers ran as `nobody` once; for an ordinary user all belongs to one. */
const handTo = async (user: { uid: number; gid: number }, path: string): Promise<void> => {
  if (storesUser() === null) return;
  await promisify(execFile)('chown', ['-R', `${user.uid}:${user.gid}`, path]);
};

test('a folder that an earlier version gave to another user changes its owner, with all that is in it', async () => {
  const nobody = { uid: 65_534, gid: 65_534 };
  const start = (port: number) => startPostgres({ folder: folder.path, port, durable: false });
  const data = join(folder.path, 'data');
  const victim = join(folder.path, '..', `${basename(folder.path)}-victim`);
  const first = await onFreePort(start);
  await first.stop();
  await writeFile(victim, 'not ours');
  await symlink(victim, join(data, 'link'));
  await handTo(nobody, data);
  const before = (await stat(victim)).uid;

  const second = await onFreePort(start);
  const expected = storesUser()?.uid ?? process.getuid?.();
  const entries = await readdir(data, { recursive: true });
  const owners = await Promise.all(
    ['', ...entries].map(async (entry) => (await lstat(join(data, entry))).uid),
  );
  expect(new Set(owners)).toEqual(new Set([expected]));
  expect((await stat(victim)).uid).toBe(before);
  await second.stop();
  await rm(victim);
});

test('others cannot read a log of an earlier version', async () => {
  await writeFile(join(folder.path, 'redis.log'), 'old\n', { mode: 0o644 });
  const server = await startRedisHere();
  expect((await stat(server.logFile)).mode & 0o777).toBe(0o600);
  await server.stop();
});

test('uids in use are named, and free ones are not', () => {
  expect(takenUid(defaultProcessUids)).toBeNull();
  expect(takenUid({ ...defaultProcessUids, api: 1 })).toMatch(/\S+ in .* has the uid 1 \(api\)/);
});

test('root gets another folder if the unprivileged user cannot reach the wanted one', async () => {
  const closed = join(folder.path, 'closed');
  const wanted = join(closed, 'stack');
  await mkdir(wanted, { recursive: true });
  await chmod(closed, 0o700);
  const notices: string[] = [];
  const first = await prepareFolder(wanted, storesUser(), (message) => notices.push(message));
  const second = await prepareFolder(wanted, storesUser());
  expect(second).toEqual(first);

  const user = storesUser();
  expect(notices).toHaveLength(user === null ? 0 : 1);
  expect(first.path === wanted).toBe(user === null);
  if (user !== null) expect(await canReach(user, first.path)).toBe(true);
  await rm(first.path, { recursive: true });
});

test('a folder can be reached if all its parents can be entered', async () => {
  const open = join(folder.path, 'open');
  await mkdir(open);
  const stranger = { uid: 65_533, gid: 65_533 };
  expect(await canReach(stranger, open)).toBe(true);
  await chmod(folder.path, 0o750);
  expect(await canReach(stranger, open)).toBe(false);
});
