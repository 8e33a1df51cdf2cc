import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { onSmallDisk, temporaryFolder } from '@touchstone/test-kit';
import { expect, it, onTestFinished } from 'vitest';

/** Writes until the write-ahead log has no space, which is a panic, and continues when there is space. */
const script = `
  import { join } from 'node:path';
  import { fillDisk, waitFor } from '@touchstone/test-kit';
  import { sql } from 'kysely';
  import { DatabaseAwayError, openPglite, tryToWrite } from '../src/index.ts';

  const disk = process.argv[1];
  const database = await openPglite({ folder: join(disk, 'database') });
  const run = (text) => sql.raw(text).execute(database.kysely);
  await run('create table numbers (n integer, filler text) with (fillfactor = 20)');
  await run("insert into numbers select 0, repeat('x', 500) from generate_series(1, 200)");
  const ballast = fillDisk(join(disk, 'ballast'));
  let committed = 0;
  let error = null;
  while (error === null) {
    const next = committed + 1;
    await run('update numbers set n = ' + next + ', filler = repeat(md5(random()::text), 15)').then(
      () => (committed = next),
      (caught) => (error = caught),
    );
  }
  const whileFull = await tryToWrite(database).catch((caught) => caught.name);
  ballast.remove();
  await waitFor(async () => (await tryToWrite(database)) === null, { what: 'its way back' });
  const { rows } = await run('select n, count(*) as count from numbers group by n');
  console.log(JSON.stringify({ away: error instanceof DatabaseAwayError, whileFull, rows, committed }));
  await database.close();
  // The instance that panicked prevents the process from exiting.
  process.exit();
`;

it('recovers automatically after a full disk, with everything that was committed', async () => {
  const folder = await temporaryFolder();
  onTestFinished(() => folder.remove());
  const disk = join(folder.path, 'disk');
  await mkdir(disk);
  const node = [process.execPath, '--import', 'tsx', '--input-type=module', '-e', script, disk];
  const [program = '', ...rest] = [...onSmallDisk(disk, 160), ...node];
  const child = spawn(program, rest, {
    cwd: import.meta.dirname,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [output] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  const seen = JSON.parse(output) as { committed: number };
  expect(seen.committed).toBeGreaterThan(0);
  expect(seen).toEqual({
    away: true,
    whileFull: 'DatabaseAwayError',
    rows: [{ n: seen.committed, count: 200 }],
    committed: seen.committed,
  });
});
