import { expect, it } from 'vitest';
import { createCleanup } from './cleanup.ts';

it('closes in reverse order, once', async () => {
  const closed: string[] = [];
  const cleanup = createCleanup();
  cleanup.add(() => void closed.push('database'));
  cleanup.add(() => void closed.push('service'));
  await Promise.all([cleanup.run(), cleanup.run()]);
  expect(closed).toEqual(['service', 'database']);
});

it('closes the rest when one step fails, and rejects with the failure afterwards', async () => {
  const closed: string[] = [];
  const cleanup = createCleanup();
  cleanup.add(() => void closed.push('database'));
  cleanup.add(() => Promise.reject(new Error('the service hangs')));
  await expect(cleanup.run()).rejects.toThrow('the service hangs');
  expect(closed).toEqual(['database']);
});
