import { readFileSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { freePort } from '@touchstone/servers';
import {
  createStudent,
  temporaryFolder,
  waitFor,
  type TemporaryFolder,
} from '@touchstone/test-kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startStack, type Stack } from '../src/stack/stack.ts';
import { deployedSelectors, exportedBy, missingOf } from './deployed-queries.ts';
import { claimToBeProxy, slowHello, tinyCourse, wrongHello } from './fixtures.ts';
import { touchstoneHere } from './in-process-command.ts';
import { killCommands, touchstone, type RunningCommand } from './running-command.ts';

let folder: TemporaryFolder;
beforeAll(async () => {
  folder = await temporaryFolder();
});
afterAll(async () => {
  killCommands();
  await folder.remove();
});

/** One that has ended and that nobody has waited for yet is not running. */
function isRunning(pid: number): boolean {
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

const pidsOf = (stack: Stack): number[] => stack.processes.map(({ pid }) => pid ?? 0);

describe('a running stack', () => {
  let stack: Stack;
  const notices: string[] = [];
  beforeAll(async () => {
    stack = await startStack({
      port: await freePort(),
      folder: join(folder.path, 'stack'),
      courseFolders: [tinyCourse],
      apis: 2,
      graders: 2,
      sandbox: 'auto',
      onNotice: (message) => notices.push(message),
    });
  });
  afterAll(() => stack.close());

  it('grades through nginx, and answers an identical submission immediately', async () => {
    const leader = await createStudent(stack.url);
    const first = await leader.handIn('hello', wrongHello);
    const graded = await leader.graded(first.id);
    expect(graded.result?.verdict).toBe('failed');

    const follower = await createStudent(stack.url);
    const second = await follower.handIn('hello', wrongHello);
    expect(second).toMatchObject({ status: 'graded', reusedFrom: first.id, result: graded.result });
  });

  it('grades the submission of a killed grader, and restarts the grader', async () => {
    const student = await createStudent(stack.url);
    const { id } = await student.handIn('hello', slowHello);
    await waitFor(async () => (await student.read(id)).status === 'grading', {
      what: 'the grading',
    });
    const graders = ['grader-api-1', 'grader-api-2'].map((name) => stack.process(name));
    for (const grader of graders) grader.kill('SIGKILL');
    expect((await student.graded(id)).result?.verdict).toBe('passed');
    expect(notices.join('\n')).toContain('grader-api-1 exited (SIGKILL)');
  });

  it('grades submissions made while Redis was gone', async () => {
    await stack.redis.stop();
    const student = await createStudent(stack.url);
    const { id } = await student.handIn('double', 'def double(n):\n    return n + n\n');
    await stack.redis.start();
    expect((await student.graded(id)).result?.verdict).toBe('passed');
  });

  it('exports every metric, label and value that alerts, dashboard and autoscaler ask for', async () => {
    const texts = await Promise.all(
      [...stack.apiUrls, ...stack.graderUrls].map(async (url) =>
        (await fetch(`${url}/metrics`)).text(),
      ),
    );
    const exported = exportedBy(texts);
    const selectors = deployedSelectors();
    for (const part of ['prometheus/alerts.yml', 'grafana/touchstone.json']) {
      expect(selectors.map(({ file }) => file)).toContain(part);
    }
    const missing = selectors.flatMap((selector) =>
      missingOf(selector, exported).map((what) => ({ ...selector, what })),
    );
    expect(missing).toEqual([]);
  });

  it('trusts no proxy by default', async () => {
    const { id, cookie } = await claimToBeProxy(stack.url);
    expect(id).toMatch(/^[0-9a-f-]{32,36}$/);
    expect(cookie).toMatch(/^touchstone-/);
  });

  it('refuses a second one on its folder', async () => {
    const port = String(await freePort());
    const second = touchstone('stack', '--data', stack.folder, '--port', port);
    expect(await second.exited).toBe(2);
    expect(second.stderr()).toContain(stack.url);
  });

  it('shows a course as soon as `course load` has loaded it', async () => {
    const load = touchstone('course', 'load', tinyCourse, '--data', stack.folder);
    expect(await load.exited).toBe(0);
    expect(load.stdout()).toContain('nothing changed');
    const loaded = touchstone(
      ...['course', 'load', tinyCourse, '--database', stack.databaseUrl],
      ...['--redis', stack.redisUrl],
    );
    expect(await loaded.exited).toBe(0);
    expect(loaded.stderr()).toBe('');
  });

  it('leaves no process behind when it is closed', async () => {
    await waitFor(() => pidsOf(stack).every(isRunning), { what: 'the restarted processes' });
    const pids = pidsOf(stack);
    await stack.close();
    expect(pids.filter(isRunning)).toEqual([]);
    await expect(connect(Number(new URL(stack.url).port))).rejects.toThrow('ECONNREFUSED');
  });
});

describe('the stack as a command', () => {
  const start = async (): Promise<{ command: RunningCommand; pids: number[] }> => {
    const command = touchstone(
      ...['stack', '--data', join(folder.path, 'command'), '--port', String(await freePort())],
      ...['--course', tinyCourse, '--apis', '1', '--graders', '1'],
    );
    const [, list = ''] = await command.printed(/processes {2}(.*)\n[^]*Ctrl-C/);
    return { command, pids: list.split(', ').map((entry) => Number(entry.split(' ')[1])) };
  };

  it('leaves no process behind, whether killed or stopped by Ctrl-C', async () => {
    const killed = await start();
    expect(killed.pids.filter(isRunning)).toHaveLength(5);
    killed.command.kill('SIGKILL');
    await waitFor(() => !killed.pids.some(isRunning), { what: 'the end of all processes' });

    const stopped = await start();
    stopped.command.kill('SIGINT');
    expect(await stopped.command.exited).toBe(0);
    expect(stopped.pids.filter(isRunning)).toEqual([]);
  });

  it('takes a course into its own database when it is stopped', async () => {
    const data = join(folder.path, 'command');
    const other = join(folder.path, 'other');
    await cp(tinyCourse, other, { recursive: true });
    const load = await touchstoneHere('course', 'load', other, '--data', data);
    expect(load).toMatchObject({ status: 0 });
    expect(load.stderr).toContain(`Nothing is running on ${data}`);
    const list = await touchstoneHere('course', 'list', '--data', data);
    expect(list).toMatchObject({ status: 0, stderr: '' });
    expect(list.stdout).toMatch(/^tiny: .*\nother: /);
  });
});

function connect(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = createConnection({ host: '127.0.0.1', port });
    socket.once('connect', () => {
      socket.destroy();
      resolve();
    });
    socket.once('error', reject);
  });
}

it('starts on a disk that is almost full, reads, and reports why it accepts no submissions', async () => {
  const stack = await startStack({
    port: await freePort(),
    folder: join(folder.path, 'full'),
    courseFolders: [tinyCourse],
    apis: 1,
    graders: 1,
    sandbox: 'auto',
    apiSettings: { TOUCHSTONE_MIN_FREE_MIB: '1000000000' },
  });
  try {
    const json = { 'content-type': 'application/json' };
    const refused = await fetch(`${stack.url}/api/users`, { method: 'POST', headers: json });
    expect([refused.status, await refused.json()]).toMatchObject([
      503,
      { type: '/problems/storage-full', detail: expect.stringContaining('disk space') as string },
    ]);
    expect((await fetch(`${stack.url}/api/assignments`)).status).toBe(200);
    const ready = await fetch(`${stack.url}/health/ready`);
    expect([ready.status, await ready.json()]).toMatchObject([
      503,
      { reasons: ['The disk is almost full: new work is refused.'] },
    ]);
  } finally {
    await stack.close();
  }
});
