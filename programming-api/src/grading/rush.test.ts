import { expect, test } from 'vitest';
import { createRush } from './rush.ts';

test('a grading waits until few hand-ins are under way', async () => {
  const rush = createRush();
  const events: string[] = [];
  const ends: (() => void)[] = [];
  const handIns = Array.from({ length: 9 }, (_, index) =>
    rush.handIn(async () => {
      await new Promise<void>((resolve) => ends.push(resolve));
      if (index === 1) throw new Error('refused');
    }),
  );
  const grading = rush.untilCalm().then(() => events.push('grading'));
  ends[0]?.();
  await handIns[0];
  events.push('8 are under way');
  ends[1]?.();
  await expect(handIns[1]).rejects.toThrow('refused');
  await grading;
  expect(events).toEqual(['8 are under way', 'grading']);
  await rush.untilCalm();
  for (const end of ends) end();
  await Promise.all(handIns.slice(2));
});
