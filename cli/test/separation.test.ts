import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { chmod, chown, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { defaultProcessUids, type ProcessRole } from '@touchstone/contracts';
import { freePort, storesUser } from '@touchstone/servers';
import { createStudent, temporaryFolder, type TemporaryFolder } from '@touchstone/test-kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startStack, type Stack } from '../src/stack/stack.ts';
import { tinyCourse, wrongHello } from './fixtures.ts';
import { killCommands, touchstone, touchstoneAs, type RunningCommand } from './running-command.ts';

const isRoot = process.getuid?.() === 0;
const python = '/usr/bin/python3';
const reachProgram = readFileSync(new URL('reach.py', import.meta.url), 'utf8');

interface Surroundings {
  pids: readonly number[];
  files: readonly string[];
  folders: readonly string[];
  sockets: readonly string[];
  ports: readonly (readonly [port: number, question: string])[];
}
type Reach = Record<
  'environs' | 'memories' | 'roots' | 'openFiles' | 'traced' | 'signalled',
  number[]
> &
  Record<'files' | 'written' | 'folders' | 'sockets' | 'answers', string[]>;

const nothing: Reach = {
  ...{ environs: [], memories: [], roots: [], openFiles: [], traced: [], signalled: [] },
  ...{ files: [], written: [], folders: [], sockets: [], answers: [] },
};

/** What a process of that uid, outside of all walls, gets hold of; null: of this process's own. */
async function reachOf(
  uid: number | null,
  surroundings: Surroundings,
  ...args: string[]
): Promise<Reach> {
  const probe = promisify(execFile)(python, ['-I', '-c', reachProgram, ...args], {
    cwd: '/',
    env: {},
    ...(uid === null ? {} : { uid, gid: uid }),
  });
  probe.child.stdin?.end(JSON.stringify(surroundings));
  return JSON.parse((await probe).stdout) as Reach;
}

interface SeenProcess {
  readonly pid: number;
  readonly uid: number;
  readonly name: string;
  readonly shown: string;
}

/** A process and all below it. */
function processesFrom(root: number): SeenProcess[] {
  const parents = new Map<number, number>();
  for (const entry of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    const stat = tryRead(`/proc/${entry}/stat`);
    const parent = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1];
    if (stat !== '') parents.set(Number(entry), Number(parent));
  }
  const below = (pid: number): number[] =>
    [...parents].flatMap(([child, parent]) => (parent === pid ? [child, ...below(child)] : []));
  return [root, ...below(root)].map((pid) => ({
    pid,
    uid: Number(/^Uid:\s+(\d+)/m.exec(tryRead(`/proc/${pid}/status`))?.[1]),
    name: tryRead(`/proc/${pid}/comm`).trim(),
    shown: tryRead(`/proc/${pid}/environ`) + tryRead(`/proc/${pid}/cmdline`),
  }));
}

function tryRead(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function entriesOf(folder: string): Pick<Surroundings, 'files' | 'folders' | 'sockets'> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const paths = (is: (entry: (typeof entries)[number]) => boolean): string[] =>
    entries.filter(is).map((entry) => join(entry.parentPath, entry.name));
  return {
    files: paths((entry) => entry.isFile()),
    folders: [folder, ...paths((entry) => entry.isDirectory())],
    sockets: paths((entry) => entry.isSocket()),
  };
}

/** All that must not show: passwords as the stack and its services have them. */
function secretsIn(folder: string): string[] {
  const { files } = entriesOf(folder);
  const whole = files.filter((file) => /\/secrets\/|password/.test(file));
  expect(whole.length).toBeGreaterThanOrEqual(9);
  return whole.map((file) => {
    const secret = readFileSync(file, 'utf8');
    return URL.canParse(secret) ? new URL(secret).password : secret;
  });
}

let folder: TemporaryFolder;
beforeAll(async () => {
  folder = await temporaryFolder();
});
afterAll(async () => {
  killCommands();
  await folder.remove();
});

async function gradeOne(url: string): Promise<void> {
  const student = await createStudent(url);
  const { id } = await student.handIn('hello', wrongHello);
  expect((await student.graded(id)).result?.verdict).toBe('failed');
}

// Root can start both; an ordinary user only the one below.
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

  it('leaves nothing within reach of the sandbox’s uid', async () => {
    const others = surroundings(sandbox);
    expect(others.pids.length).toBeGreaterThan(15);
    expect(others.files.length).toBeGreaterThan(100);
    expect(others.sockets).toHaveLength(2);
    expect(await reachOf(sandbox, others)).toEqual(nothing);
    // The same looks as root, to whom all of it is open.
    const all = await reachOf(null, { ...others, pids: [stack.process('grader-api-1').pid ?? 0] });
    expect(all).toMatchObject({ files: others.files, sockets: others.sockets });
    expect(Object.values(all).filter((found) => found.length === 0)).toEqual([[]]);
  });

  it.each([
    ['nginx', 'nginx'],
    ['api', 'services/api'],
    ['grader', 'services/grader'],
  ] satisfies [ProcessRole, string][])('lets %s read its own folder alone', async (role, own) => {
    const uid = defaultProcessUids[role];
    const reach = await reachOf(uid, surroundings(uid));
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

  it('answers the sandbox’s uid on its ports with a question for the password', async () => {
    const { answers } = await reachOf(sandbox, {
      ...{ pids: [], files: [], folders: [], sockets: [] },
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

  it('ends its sandboxes with the grader, and starts others for the next', async () => {
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
    await expect.poll(() => notices.filter((notice) => / is back/.test(notice)).length).toBe(2);
    notices.length = 0;
  });
});

/** Of PostgreSQL's protocol, which begins with its length. */
function startupMessage(user: string): string {
  const content = `\0\x03\0\0user\0${user}\0database\0${user}\0\0`;
  return `\0\0\0${String.fromCharCode(content.length + 4)}${content}`;
}

describe('a stack that an ordinary user has started', () => {
  const uid = isRoot ? 65_111 : (process.getuid?.() ?? 0);
  const probeUid = isRoot ? uid : null;
  let command: RunningCommand;
  let data: string;
  let url: string;
  beforeAll(async () => {
    data = join(folder.path, 'of-a-user');
    await mkdir(data);
    await chmod(data, 0o700);
    if (isRoot) await chown(data, uid, uid);
    command = touchstoneAs(
      probeUid,
      ...['stack', '--data', data, '--port', String(await freePort())],
      ...['--course', tinyCourse, '--apis', '1', '--graders', '1', '--sandbox', 'bubblewrap'],
    );
    [, url = ''] = await command.said(/ready: (\S+) [^]*Ctrl-C/);
    await gradeOne(url);
  });
  afterAll(async () => {
    command.kill('SIGINT');
    expect(await command.exited).toBe(0);
    expect(command.stderr()).not.toContain('root');
  });
  const mains = (): number[] =>
    processesFrom(command.pid)
      .filter(({ name }) => /^(?:node|postgres|redis-server|nginx)$/.test(name))
      .map(({ pid }) => pid);

  it('has one uid, and no secret in an environment or a command line', () => {
    const processes = processesFrom(command.pid);
    expect(new Set(processes.map((each) => each.uid))).toEqual(new Set([uid]));
    for (const secret of secretsIn(data)) {
      for (const { name, shown } of processes) expect(shown.includes(secret), name).toBe(false);
    }
  });

  it('keeps its folder to that user', () => {
    expect(statSync(data).mode & 0o077).toBe(0);
    const { files } = entriesOf(data);
    const secrets = files.filter((file) => /\/secrets\/|password/.test(file));
    for (const file of secrets) expect(statSync(file).mode & 0o177, file).toBe(0);
  });

  it('is closed to a process in a user namespace of its own, but for its files and signals', async () => {
    const surroundings = { pids: mains(), ...entriesOf(data), ports: [] };
    expect(surroundings.pids.length).toBeGreaterThan(8);
    const reach = await reachOf(probeUid, surroundings, 'in a namespace');
    expect(reach).toMatchObject({
      environs: [],
      memories: [],
      roots: [],
      openFiles: [],
      traced: [],
    });
    expect(reach.signalled).toEqual(surroundings.pids);
    expect(reach.files.length).toBeGreaterThan(100);
  });

  it('is what `doctor` says remains exposed', async () => {
    const doctor = touchstoneAs(probeUid, 'doctor');
    expect(await doctor.exited).toBe(0);
    expect(doctor.stdout()).toContain(`all has one uid, ${uid}, and so would a program`);
    const sandboxes = processesFrom(command.pid).filter(({ name }) => name === 'bwrap');
    expect(sandboxes.map((each) => each.uid)).toEqual(sandboxes.map(() => uid));

    const grader = processesFrom(command.pid).find(({ shown }) => shown.includes('GRADER_NAME'));
    const pids = [grader?.pid ?? 0];
    const reach = await reachOf(probeUid, { pids, ...entriesOf(data), ports: [] });
    expect(doctor.stdout()).toContain('It could read the data folder, with all submissions, and');
    expect(reach.files).toContain(join(data, 'services/grader/secrets/database-url'));
    expect(reach.files.filter((file) => file.startsWith(join(data, 'postgres/data')))).not.toEqual(
      [],
    );
    expect(doctor.stdout()).toContain('and end all of that user’s processes');
    expect(reach.signalled).toEqual(pids);
    const says = doctor.stdout().includes('It could read and change the memory');
    expect(doctor.stdout().includes('It could not read the memory')).toBe(!says);
    expect(reach.traced).toEqual(says ? pids : []);
    expect(doctor.stdout()).toContain('To change that: Start the stack as root');
  });
});

it('says as root what is apart', async () => {
  const doctor = touchstone('doctor', '--json');
  expect(await doctor.exited).toBe(0);
  const { exposed } = JSON.parse(doctor.stdout()) as { exposed: string[] };
  const { sandbox } = defaultProcessUids;
  if (isRoot) expect(exposed.join('\n')).toContain(`have the uid ${sandbox}`);
  else expect(exposed.join('\n')).toContain('all has one uid');
});
