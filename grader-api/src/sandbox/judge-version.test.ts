import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { judgeVersion } from './judge-version.ts';

it('is the same each time', async () => {
  const version = await judgeVersion();
  expect(version).toMatch(/^[0-9a-f]{64}$/);
  expect(await judgeVersion()).toBe(version);
});

it('is raised with each change of what turns a run into a result', async () => {
  const files = ['../scoring.ts', '../storable-text.ts', './report.ts'];
  const hash = createHash('sha256');
  for (const file of files) hash.update(await readFile(new URL(file, import.meta.url)));
  expect(
    hash.digest('hex').slice(0, 16),
    `One of ${files.join(', ')} has changed. If a result can differ, raise scoringVersion in ` +
      'judge-version.ts. Then write the new hash into this test.',
  ).toBe('ca7cdffa45abd8ef');
});
