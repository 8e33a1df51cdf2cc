import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { BackupHead } from '@touchstone/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BackupStore } from '../control/backup-calls.ts';
import { backupText, type BackupProgress } from './backup-text.ts';
import { checkBackup, readBackup } from './read-backup.ts';
import { readDeletions } from './read-deletions.ts';

const users = ['1b4e28ba-2fa1-4d3b-a3f5-6d2c0e9f7a10', '8b4e28ba-2fa1-4d3b-a3f5-6d2c0e9f7a11'];
const rows = {
  users: users.map((id) => `{"id": "${id}", "text": "a\\n\u2028]\u{1f600}"}`),
  deleted_users: [`{"id": "${users[1] ?? ''}"}`],
};
const head: BackupHead = {
  migrations: [{ name: '0001-schema', checksum: '0'.repeat(64) }],
  tables: Object.keys(rows).map((name) => ({ name, columns: ['id'] })),
  withSessions: false,
};
const store: BackupStore = {
  beginBackup: () => Promise.resolve({ id: '', head }),
  readBackup(_id, from) {
    if (from?.table === 'deleted_users')
      return Promise.resolve({ rows: rows.deleted_users, next: null });
    const isFirst = from === null;
    const next = isFirst
      ? { table: 'users', after: [users[0] ?? ''] }
      : { table: 'deleted_users', after: null };
    return Promise.resolve({ rows: rows.users.slice(isFirst ? 0 : 1, isFirst ? 1 : 2), next });
  },
  endBackup: () => Promise.resolve({ longestStallMs: 1 }),
};

let folder = '';
let text = '';
const progress: BackupProgress[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'touchstone-backup-'));
  for await (const part of backupText(store, { id: '', head }, (state) => progress.push(state))) {
    text += part;
  }
});
afterAll(() => rm(folder, { recursive: true }));

async function written(bytes: Buffer): Promise<string> {
  const path = join(folder, 'file');
  await writeFile(path, bytes);
  return path;
}
const check = async (bytes: Buffer) => checkBackup(await written(bytes), () => undefined);

it('reads what was written', async () => {
  const path = await written(gzipSync(text));
  const read = await readBackup(path, async (header, entries) => {
    const found: [string, string][] = [];
    for await (const { table, json } of entries) found.push([table, json]);
    return { header, found };
  });
  expect(read.header).toMatchObject({ ...head, touchstone: 'backup', format: 1 });
  expect(read.found).toEqual(
    Object.entries(rows).flatMap(([table, list]) => list.map((json) => [table, json])),
  );
  expect(await checkBackup(path, () => undefined)).toMatchObject({ rows: 3 });
});

it('says how far it is', () => {
  expect(progress).toEqual([
    { table: 'users', rows: 1, place: 0x1b4e28ba / 2 ** 32 },
    { table: 'users', rows: 2, place: null },
    { table: 'deleted_users', rows: 3, place: null },
  ]);
});

describe('a file that is not as it was written', () => {
  const whole = () => gzipSync(text);
  const lines = () => text.split(/(?<=\n)/);
  const cases: [string, () => Buffer, string][] = [
    ['is empty', () => Buffer.alloc(0), 'incomplete'],
    ['is another file', () => Buffer.from('{"touchstone":"backup"}'), 'not a backup'],
    ['is another gzip file', () => gzipSync('{"a": 1}\n'), 'not a backup'],
    ['is of a newer format', () => gzipSync(text.replace('"format":1', '"format":2')), 'newer'],
    ['has another header', () => gzipSync(text.replace('false', 'true')), 'checksum'],
    ['ends early', () => whole().subarray(0, -20), 'incomplete'],
    ['has a damaged byte', () => damage(whole()), 'damaged'],
    ['lacks the last line', () => gzipSync(lines().slice(0, -1).join('')), 'its end is missing'],
    ['lacks a row', () => gzipSync(lines().toSpliced(1, 1).join('')), 'checksum'],
    ['has a changed row', () => gzipSync(text.replace('1b4e', '2b4e')), 'checksum'],
    ['has another line', () => gzipSync(`${lines()[0] ?? ''}\n${text}`), 'a line is not'],
    ['goes on after its end', () => gzipSync(`${text}["users",{}]\n`), 'something follows'],
  ];
  it.each(cases)('is refused when it %s', async (_what, bytes, why) => {
    await expect(check(bytes())).rejects.toThrow(why);
  });

  it('is refused when it is missing', async () => {
    await expect(checkBackup(join(folder, 'none'), () => undefined)).rejects.toThrow('ENOENT');
  });
});

function damage(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  copy[40] = (copy[40] ?? 0) ^ 0xff;
  expect(() => gunzipSync(copy)).toThrow();
  return copy;
}

describe('deleted users', () => {
  it('are read from a backup or a list', async () => {
    const backup = join(folder, 'later');
    await writeFile(backup, gzipSync(text));
    const list = await written(Buffer.from(`${users[0]?.toUpperCase() ?? ''}  2026-11-29\n\n`));
    expect(await readDeletions([backup, list])).toEqual([users[1], users[0]]);
  });

  it('are refused when the list is not one', async () => {
    const list = await written(Buffer.from(`${users[0] ?? ''}\nhello\n`));
    await expect(readDeletions([list])).rejects.toThrow('line 2');
    await expect(readDeletions([join(folder, 'none')])).rejects.toThrow('user deleted');
  });
});
