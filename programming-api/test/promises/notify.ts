import { describe, expect, test, vi } from 'vitest';
import { readEvents } from '../event-reader.ts';
import { grade } from '../start-api.ts';
import { begun, handIn, meanwhile, soon, startProcess, type Ground } from './ground.ts';

export function describeNotify(ground: () => Ground): void {
  describe('notify: no change is missed between a read and a message', () => {
    test('a result that is stored while a stream opens is sent on it', async () => {
      const { calm } = ground();
      const one = await handIn(ground());
      const reading = await startProcess(ground(), {
        spoil: ({ database }) => ({
          database: meanwhile(
            database,
            ([row]) => row?.['id'] === one.id && row['status'] === 'queued',
            async (untilRead) => {
              const sent = untilRead(([row]) => row?.['status'] === 'graded');
              await grade(calm.api.office, one.id);
              await sent;
            },
          ),
        }),
      });
      const { url } = await reading.api.service.listen();
      const reader = await readEvents(`${url}/api/submissions/${one.id}/events`, one.user);
      expect((await reader.nth('graded')).data).toMatchObject({ points: 100 });
      await reader.ended;
    });

    test('a lost message is made up for by the next heartbeat', async () => {
      const { calm } = ground();
      const one = await handIn(ground());
      const deaf = await startProcess(ground(), {
        config: { heartbeatMs: 50 },
        spoil: ({ messaging }) => ({
          messaging: {
            ...messaging,
            submissionEvents: { ...messaging.submissionEvents, subscribe: () => () => undefined },
          },
        }),
      });
      const { url } = await deaf.api.service.listen();
      const reader = await readEvents(`${url}/api/submissions/${one.id}/events`, one.user);
      await reader.nth('queued');
      await begun(calm, one.id);
      await reader.nth('grading');
      reader.close();
    });
  });

  describe('caches: nothing from before a flush is stored', () => {
    test('progress that was read while a result was committed is read again', async () => {
      const { calm } = ground();
      const one = await handIn(ground());
      const caching = await startProcess(ground(), {
        spoil: ({ database, messaging }) => ({
          database: meanwhile(
            database,
            ([row]) => row !== undefined && 'completedAssignmentIds' in row,
            async () => {
              const heard = vi.fn<() => void>();
              messaging.submissionEvents.subscribe(({ status }) => {
                if (status === 'graded') heard();
              });
              await grade(calm.api.office, one.id);
              await vi.waitFor(() => expect(heard).toHaveBeenCalled(), soon);
            },
          ),
        }),
      });
      const points = async (): Promise<unknown> =>
        (await caching.api.get('/api/me', one.user)).json;
      expect(await points()).toMatchObject({ points: 0 });
      expect(await points()).toMatchObject({ points: 100 });
    });
  });
}
