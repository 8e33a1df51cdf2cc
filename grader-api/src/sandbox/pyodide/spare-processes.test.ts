import { expect, test } from 'vitest';
import { startFramedScript } from '../../../test/framed-script.ts';
import { FramedProcess } from '../framed-process.ts';
import { SpareProcesses } from './spare-processes.ts';

test('a spare is used once, replaced, and not used when it has died', async () => {
  const started: FramedProcess[] = [];
  const spares = new SpareProcesses({
    launch: () => {
      const channel = startFramedScript(`frame({ kind: 'ready' }); process.stdin.resume();`);
      const process = new FramedProcess(channel, { decoder: {} });
      started.push(process);
      return Promise.resolve(process);
    },
    count: 1,
  });
  const first = await spares.take();
  expect(started).toHaveLength(2);
  const spare = started[1];
  spare?.kill();
  await spare?.exited;
  const second = await spares.take();
  expect(second).not.toBe(first);
  expect(second.alive).toBe(true);
  await spares.close();
  expect(started.every((process) => !process.alive)).toBe(true);
  await expect(spares.take()).rejects.toThrow('closed');
});
