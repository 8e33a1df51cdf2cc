import type { LaneStates } from '@touchstone/messaging';
import { expect, test, vi } from 'vitest';
import { createMetrics } from './metrics.ts';

const idle = { length: 0, perEntryMs: null, usualEntryMs: null, stalledMs: 0 };
const states: LaneStates = {
  quick: idle,
  regrade: idle,
  crowded: { length: 4, perEntryMs: 500, usualEntryMs: null, stalledMs: 1_000 },
  slow: { ...idle, length: 7 },
};

test('a series is left out while its value is unknown, and never NaN', async () => {
  const away = () => Promise.reject(new Error('away'));
  const lanes = vi.fn<() => Promise<LaneStates>>(() => Promise.resolve(states));
  const oldestQueuedSeconds = vi.fn<() => Promise<number>>(() => Promise.resolve(2.5));
  const freeDiskBytes = vi.fn<() => number | null>(() => 4096);
  const metrics = createMetrics({
    lanes,
    oldestQueuedSeconds,
    freeDiskBytes,
    openStreams: () => 3,
  });
  const series = async (): Promise<string[]> => {
    const { text } = await metrics.render();
    expect(text).not.toContain('NaN');
    return text
      .split('\n')
      .filter((line) => /^touchstone_(?:queue|oldest|free|event)/.test(line))
      .toSorted();
  };
  const alwaysKnown = 'touchstone_event_streams 3';
  const known = [
    alwaysKnown,
    'touchstone_free_disk_bytes 4096',
    'touchstone_oldest_queued_seconds 2.5',
    'touchstone_queue_emptying_seconds{lane="crowded"} 3',
    'touchstone_queue_emptying_seconds{lane="quick"} 0',
    'touchstone_queue_length{lane="crowded"} 4',
    'touchstone_queue_length{lane="quick"} 0',
    'touchstone_queue_length{lane="slow"} 7',
  ];
  expect(await series()).toEqual(known);
  lanes.mockImplementation(away);
  oldestQueuedSeconds.mockImplementation(away);
  freeDiskBytes.mockReturnValue(null);
  expect(await series()).toEqual([alwaysKnown]);
  lanes.mockResolvedValue(states);
  oldestQueuedSeconds.mockResolvedValue(2.5);
  freeDiskBytes.mockReturnValue(4096);
  expect(await series()).toEqual(known);
});
