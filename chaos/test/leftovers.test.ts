import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { runFile } from '@touchstone/runtime/programs';
import { temporaryFolder } from '@touchstone/test-kit';
import { expect, it } from 'vitest';

const reaper = fileURLToPath(new URL('../../bench/loops/subreaper.py', import.meta.url));
const fixture = fileURLToPath(new URL('fixtures/leave-things.ts', import.meta.url));

it('finds a sandbox that has lost its grader, and a temporary folder', async () => {
  const folder = await temporaryFolder();
  const node = [process.execPath, runFile, fixture];
  const { stdout } = await promisify(execFile)('/usr/bin/python3', [reaper, ...node], {
    env: { PATH: '/usr/bin:/bin', TMPDIR: folder.path },
  });
  await folder.remove();
  const { before, orphans, left } = JSON.parse(stdout) as Record<string, string[]>;
  expect(before).toEqual([[], []]);
  expect(orphans).toEqual([expect.stringMatching(/^process \d+ \(bwrap\) has lost its parent$/)]);
  expect(left).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^process \d+ \(bwrap\)$/),
      expect.stringMatching(/^[1-9] namespaces$/),
      'temporary file forgotten',
    ]),
  );
});
