import { expect, it } from 'vitest';
import { judgeVersion } from './judge-version.ts';

it('is the same each time for the same judge', async () => {
  const version = await judgeVersion();
  expect(version).toMatch(/^[0-9a-f]{64}$/);
  expect(await judgeVersion()).toBe(version);
});
