import { describe, expect, test, vi } from 'vitest';
import { handIn, soon, startProcess, sweeping, untilStatus, type Ground } from './ground.ts';

export function describeAccept(ground: () => Ground): void {
  describe('accept: a committed submission is answered with 202 and not lost', () => {
    const untilAdded = ({ calm }: Ground, id: string): Promise<void> =>
      vi.waitFor(async () => expect(await calm.messaging.stream.missing([id])).toEqual([]), soon);

    test('while Redis does not answer, within seconds; the entry is added later', async () => {
      const { servers } = ground();
      const started = performance.now();
      servers.redis.pause();
      const one = await handIn(ground()).finally(() => servers.redis.resume());
      expect(performance.now() - started).toBeLessThan(4_000);
      await startProcess(ground(), { config: sweeping });
      await untilAdded(ground(), one.id);
    });

    test('while Redis is down; no stale data is served, and the entry is added later', async () => {
      const { calm, servers } = ground();
      await startProcess(ground(), { config: sweeping });
      const user = await calm.api.newUser();
      expect((await calm.api.get('/api/me', user)).json).toMatchObject({ points: 0 });
      await servers.redis.server.stop();

      const one = await handIn(ground());
      expect((await calm.api.get('/health/ready')).status).toBe(503);
      await servers.redis.startAgain();
      await untilAdded(ground(), one.id);
    });

    test('although the API is killed between the commit and the entry', async () => {
      const { calm, servers } = ground();
      const died = vi.fn(() => new Promise<never>(() => undefined));
      const dying = await startProcess(ground(), {
        spoil: ({ messaging }) => ({
          messaging: { ...messaging, stream: { ...messaging.stream, add: died } },
        }),
      });
      const user = await calm.api.newUser();
      void dying.api.submit(user, servers.assignmentId, 'print("killed")\n');
      await vi.waitFor(() => expect(died).toHaveBeenCalled(), soon);

      const { json } = await calm.api.get('/api/me', user);
      const { submissionInGrading } = json as { submissionInGrading: string };
      await startProcess(ground(), { config: sweeping });
      await untilAdded(ground(), submissionInGrading);
    });

    test('one submission of a user at a time, whatever happens meanwhile', async () => {
      const { calm, servers } = ground();
      const one = await handIn(ground());
      const again = await calm.api.submit(one.user, servers.assignmentId, 'print("again")\n');
      expect(again).toMatchObject({ status: 409, json: { submissionId: one.id } });
      await untilStatus(one, 'queued');
    });
  });
}
