import { afterAll, expect, it } from 'vitest';
import { z } from 'zod';
import { killCommands, touchstone, touchstoneWith } from './running-command.ts';

afterAll(killCommands);

const answerSchema = z.strictObject({
  fit: z.boolean(),
  sandbox: z.literal('bubblewrap'),
  parts: z.record(z.string(), z.string()),
  probes: z.array(
    z.strictObject({
      name: z.string(),
      tried: z.string(),
      found: z.string().nullable(),
      remedy: z.string().nullable(),
    }),
  ),
  exposed: z.array(z.string()),
  change: z.string().nullable(),
});

it('reports in a table and as JSON that this machine is fit, with versions', async () => {
  const [table, json] = [touchstone('doctor'), touchstone('doctor', '--json')];
  expect([await table.exited, await json.exited]).toEqual([0, 0]);
  expect(table.stdout()).toMatch(
    /^Sandbox: bubblewrap, \/usr\/bin\/python3 3\.\d+\.\d+, bubblewrap 0\./,
  );
  expect(table.stdout()).toMatch(/^network +contained +/m);
  const answer = answerSchema.parse(JSON.parse(json.stdout()));
  expect(answer.fit).toBe(true);
  const names = answer.probes.map(({ name }) => name);
  expect(names).toEqual(
    expect.arrayContaining([
      ...['identity', 'host user', 'network', 'reading', 'writing', 'kernel settings', 'processes'],
      ...['exec', 'fork', 'namespaces', 'shared memory', 'leftovers', 'memory', 'computing time'],
    ]),
  );
});

it('reports what to change where the sandbox does not start', async () => {
  const without = touchstoneWith({ TOUCHSTONE_PYTHON: '/usr/bin/no-such-python' }, 'doctor');
  expect(await without.exited).toBe(1);
  expect(without.stdout()).toMatch(/^start +fails/m);
  expect(without.stdout()).toMatch(/to change: .*TOUCHSTONE_PYTHON/);
});

it('treats an argument as wrong usage', async () => {
  expect(await touchstone('doctor', 'nonsense').exited).toBe(2);
});
