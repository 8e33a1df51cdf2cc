import { statSync } from 'node:fs';
import { chmod, chown, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '@touchstone/servers';
import { temporaryFolder, type TemporaryFolder } from '@touchstone/test-kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tinyCourse } from './fixtures.ts';
import { entriesOf, gradeOne, isRoot, processesFrom, reachOf, secretsIn } from './reach.ts';
import { killCommands, touchstoneAs, type RunningCommand } from './running-command.ts';

let folder: TemporaryFolder;
beforeAll(async () => {
  folder = await temporaryFolder();
});
afterAll(async () => {
  killCommands();
  await folder.remove();
});

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
    [, url = ''] = await command.printed(/ready: (\S+) [^]*Ctrl-C/);
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

  it('is closed to a process in a separate user namespace, except for its files and signals', async () => {
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

  it('is exposed as `doctor` reports', async () => {
    const doctor = touchstoneAs(probeUid, 'doctor');
    expect(await doctor.exited).toBe(0);
    expect(doctor.stdout()).toContain(
      `everything has the same uid, ${uid}, and so would a program`,
    );
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
    expect(doctor.stdout()).toContain('and kill all of that user’s processes');
    expect(reach.signalled).toEqual(pids);
    const says = doctor.stdout().includes('It could read and change the memory');
    expect(doctor.stdout().includes('It could not read the memory')).toBe(!says);
    expect(reach.traced).toEqual(says ? pids : []);
    expect(doctor.stdout()).toContain('To change that: Start the stack as root');
  });
});
