import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { defaultProcessUids, type ProcessRole } from '@touchstone/contracts';
import { freePort, storesUser } from '@touchstone/servers';
import { temporaryFolder, type TemporaryFolder } from '@touchstone/test-kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startStack, type Stack } from '../src/stack/stack.ts';
import { tinyCourse } from './fixtures.ts';
import {
  entriesOf,
  gradeOne,
  isRoot,
  nothing,
  processesFrom,
  reachOf,
  reachOfOthers,
  secretsIn,
  type SeenProcess,
  type Surroundings,
} from './reach.ts';
import { killCommands, touchstone } from './running-command.ts';

let folder: TemporaryFolder;
beforeAll(async () => {
  folder = await temporaryFolder();
});
afterAll(async () => {
  killCommands();
  await folder.remove();
});

// Only root can start this one.
describe.runIf(isRoot)('a stack that root has started', () => {
  let stack: Stack;
  let processes: SeenProcess[];
  const notices: string[] = [];
  const { sandbox } = defaultProcessUids;
  const storesUid = storesUser()?.uid ?? 0;
  beforeAll(async () => {
    stack = await startStack({
      port: await freePort(),
      folder: join(folder.path, 'of-root'),
      courseFolders: [tinyCourse],
      apis: 2,
      graders: 2,
      sandbox: 'bubblewrap',
      onNotice: (message) => notices.push(message),
    });
    await gradeOne(stack.url);
    processes = processesFrom(process.pid);
  });
  afterAll(async () => {
    await stack.close();
    expect(notices).toEqual([]);
  });

  const portOf = (url: string): number => Number(new URL(url).port);
  const surroundings = (uid: number): Surroundings => ({
    pids: processes.filter((each) => each.uid !== uid).map(({ pid }) => pid),
    ...entriesOf(stack.folder),
    ports: [],
  });
  const uidsOf = (pattern: RegExp): number[] => [
    ...new Set(processes.filter(({ name }) => pattern.test(name)).map(({ uid }) => uid)),
  ];

  it('runs stores, nginx, APIs, graders and sandboxes under five uids', () => {
    const ofServices = (name: string) =>
      ['1', '2'].map((number) => {
        const { pid } = stack.process(`${name}-${number}`);
        return processes.find((each) => each.pid === pid)?.uid;
      });
    const { nginx, api, grader } = defaultProcessUids;
    expect(uidsOf(/^(?:postgres|redis-server)$/)).toEqual([storesUid]);
    expect(uidsOf(/^nginx$/)).toEqual([nginx]);
    expect(ofServices('programming-api')).toEqual([api, api]);
    expect(ofServices('grader-api')).toEqual([grader, grader]);
    expect(uidsOf(/^(?:bwrap|python3)$/)).toEqual([sandbox]);
    expect(new Set([0, storesUid, nginx, api, grader, sandbox]).size).toBe(6);
  });

  it('gives the sandbox’s uid access to nothing', async () => {
    const others = surroundings(sandbox);
    expect(others.pids.length).toBeGreaterThan(15);
    expect(others.files.length).toBeGreaterThan(100);
    expect(others.sockets).toHaveLength(2);
    expect(await reachOfOthers(sandbox, others)).toEqual(nothing);
    // The same looks as root, to whom all of it is open.
    const all = await reachOf(null, { ...others, pids: [stack.process('grader-api-1').pid ?? 0] });
    // The stores remove files while they run.
    expect(all.files).toEqual(
      expect.arrayContaining(others.files.filter((file) => existsSync(file))),
    );
    expect(all.sockets).toEqual(others.sockets);
    expect(Object.values(all).filter((found) => found.length === 0)).toEqual([[]]);
  });

  it.each([
    ['nginx', 'nginx'],
    ['api', 'services/api'],
    ['grader', 'services/grader'],
  ] satisfies [ProcessRole, string][])('lets %s read only its own folder', async (role, own) => {
    const uid = defaultProcessUids[role];
    const reach = await reachOfOthers(uid, surroundings(uid));
    const ownPaths = new RegExp(`^${join(stack.folder, own)}/`);
    for (const path of [...reach.files, ...reach.folders, ...reach.sockets]) {
      expect(path).toMatch(ownPaths);
    }
    expect(reach.files.length).toBeGreaterThan(3);
    expect(reach.files.filter((file) => file.endsWith('.log'))).toEqual(
      role === 'nginx' ? [expect.stringContaining('/work/')] : [],
    );
    const none = {
      environs: [],
      memories: [],
      roots: [],
      openFiles: [],
      traced: [],
      signalled: [],
    };
    expect(reach).toMatchObject(none);
    if (role !== 'nginx') expect(reach.written.filter((path) => !/\.sock$/.test(path))).toEqual([]);
  });

  it('requires a password from the sandbox’s uid on its ports', async () => {
    const { answers } = await reachOf(sandbox, {
      pids: [],
      files: [],
      folders: [],
      sockets: [],
      ports: [
        [portOf(stack.redisUrl), 'PING\r\n'],
        [portOf(stack.databaseUrl), startupMessage('touchstone')],
      ],
    });
    expect(answers[0]).toMatch(/^-NOAUTH/);
    expect(answers[1]).toContain('SCRAM-SHA-256');
  });

  it('has no secret in an environment or a command line', () => {
    for (const secret of secretsIn(stack.folder)) {
      expect(secret.length).toBeGreaterThanOrEqual(16);
      for (const { name, shown } of processes) expect(shown.includes(secret), name).toBe(false);
    }
  });

  it('stops the sandboxes of a grader with it, and starts others for the next one', async () => {
    const keepers = (): number[] =>
      processesFrom(process.pid)
        .filter(({ name }) => name === 'bwrap')
        .map(({ pid }) => pid);
    const before = keepers();
    expect(before.length).toBeGreaterThan(0);
    for (const name of ['grader-api-1', 'grader-api-2']) stack.process(name).kill('SIGKILL');
    await expect.poll(() => keepers().filter((pid) => before.includes(pid))).toEqual([]);
    notices.length = 0;
    await gradeOne(stack.url);
    await expect
      .poll(() => notices.filter((notice) => / is running again/.test(notice)).length)
      .toBe(2);
    notices.length = 0;
  });
});

/** Of PostgreSQL's protocol, which begins with its length. */
function startupMessage(user: string): string {
  const content = `\0\x03\0\0user\0${user}\0database\0${user}\0\0`;
  return `\0\0\0${String.fromCharCode(content.length + 4)}${content}`;
}

it('reports as root what is separated', async () => {
  const doctor = touchstone('doctor', '--json');
  expect(await doctor.exited).toBe(0);
  const { exposed } = JSON.parse(doctor.stdout()) as { exposed: string[] };
  const { sandbox } = defaultProcessUids;
  if (isRoot) expect(exposed.join('\n')).toContain(`have the uid ${sandbox}`);
  else expect(exposed.join('\n')).toContain('everything has the same uid');
});
