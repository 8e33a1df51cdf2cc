import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { centralHeader, endOfDirectory } from './records.ts';
import { Spool } from './spool.ts';
import { ZipWriter } from './zip-writer.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zip-'));
});
afterEach(() => rm(folder, { recursive: true }));

const at = new Date('2026-11-30T08:54:12Z');

async function zipOf(fill: (zip: ZipWriter) => Promise<void>): Promise<string> {
  const path = join(folder, 'out.zip');
  const file = await open(path, 'w');
  const zip = new ZipWriter((bytes) => file.appendFile(bytes));
  await fill(zip);
  await zip.finish();
  await zip.close();
  await file.close();
  return path;
}

/** Name, size, SHA-256 of the content, time and mode of each entry, as Python reads them. */
function readByPython(path: string): [string, number, string, number[], string][] {
  const program = `
import hashlib, json, sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as z:
    assert z.testzip() is None
    print(json.dumps([
        [i.filename, i.file_size, hashlib.sha256(z.read(i)).hexdigest(), list(i.date_time),
         oct(i.external_attr >> 16)] for i in z.infolist()
    ]))`;
  const text = execFileSync('python3', ['-c', program, path], { maxBuffer: 2 ** 28 });
  return JSON.parse(text.toString()) as [string, number, string, number[], string][];
}

const unzipTests = (path: string): string => execFileSync('unzip', ['-tq', path]).toString();
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

it('is read by Python and by unzip: deflated, stored, empty and streamed files', async () => {
  const long = 'print("Zoë")\n'.repeat(1_000);
  async function* chunks(): AsyncGenerator<Uint8Array> {
    for (let number = 0; number < 3_000; number++) {
      yield await Promise.resolve(Buffer.from(`line ${number} of many\n`));
    }
  }
  const path = await zipOf(async (zip) => {
    await zip.add('Zoë/sum/main.py', long, at);
    await zip.add('x.py', 'x', at);
    await zip.add('empty.py', '', at);
    await zip.addStream('info.csv', chunks(), at);
    await zip.add('old.py', 'y', new Date(0));
  });
  expect(unzipTests(path)).toContain('No errors detected');
  const streamed = Array.from({ length: 3_000 }, (_, number) => `line ${number} of many\n`).join(
    '',
  );
  const time = [2026, 11, 30, 8, 54, 12];
  expect(readByPython(path)).toEqual([
    ['Zoë/sum/main.py', Buffer.byteLength(long), sha256(long), time, '0o100644'],
    ['x.py', 1, sha256('x'), time, '0o100644'],
    ['empty.py', 0, sha256(''), time, '0o100644'],
    ['info.csv', streamed.length, sha256(streamed), time, '0o100644'],
    ['old.py', 1, sha256('y'), [1980, 1, 1, 0, 0, 0], '0o100644'],
  ]);
});

it('has more entries than a zip file could before ZIP64', async () => {
  const count = 66_000;
  const path = await zipOf(async (zip) => {
    for (let number = 0; number < count; number++) await zip.add(`${number}.py`, `${number}`, at);
  });
  expect(unzipTests(path)).toContain('No errors detected');
  const entries = readByPython(path);
  expect(entries).toHaveLength(count);
  expect(entries.at(-1)?.slice(0, 3)).toEqual(['65999.py', 5, sha256('65999')]);
});

it('is an empty zip file without entries', async () => {
  expect(readByPython(await zipOf(() => Promise.resolve()))).toEqual([]);
});

it('fails if what is streamed fails', async () => {
  async function* broken(): AsyncGenerator<Uint8Array> {
    yield await Promise.resolve(Buffer.from('a'));
    throw new Error('the disk is gone');
  }
  const filled = zipOf((zip) => zip.addStream('a', broken(), at));
  await expect(filled).rejects.toThrow('the disk is gone');
});

it('writes places beyond 4 GiB as ZIP64 does', () => {
  const far = 5 * 2 ** 30;
  const entry = { name: Buffer.from('a'), modifiedAt: at, isDeflated: false, hasDescriptor: false };
  const header = centralHeader({ ...entry, crc: 1, size: 1, compressedSize: 1, offset: far });
  expect(header.readUInt32LE(42)).toBe(0xffffffff);
  expect(header.subarray(47)).toEqual(
    Buffer.from('0100080000000040010000 00'.replace(' ', ''), 'hex'),
  );
  const end = endOfDirectory({ entries: 1, size: 10, offset: far });
  expect(end.readBigUInt64LE(48)).toBe(BigInt(far));
  expect(end.readBigUInt64LE(56 + 8)).toBe(BigInt(far + 10));
  expect(end.readUInt32LE(56 + 20 + 16)).toBe(0xffffffff);
});

it('keeps what does not fit into memory in a file, in order', async () => {
  const spool = new Spool();
  const parts = Array.from({ length: 50 }, (_, number) => Buffer.alloc(10_007, number));
  for (const part of parts) await spool.append(part);
  const read: Uint8Array[] = [];
  for await (const bytes of spool.read()) read.push(bytes);
  await spool.close();
  expect(Buffer.concat(read).equals(Buffer.concat(parts))).toBe(true);
  expect(spool.size).toBe(50 * 10_007);
});
