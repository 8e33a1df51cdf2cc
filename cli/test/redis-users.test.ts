import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { redisUserLine, redisUsers } from '@touchstone/messaging';
import { temporaryFolder } from '@touchstone/test-kit';
import { afterAll, expect, it, onTestFinished } from 'vitest';
import { killCommands, touchstone } from './running-command.ts';

afterAll(killCommands);

it('prints the lines for a Redis and nothing else, with no password in them', async () => {
  const folder = await temporaryFolder();
  onTestFinished(() => folder.remove());
  const fileOf = async (name: string, content: string): Promise<string> => {
    await writeFile(join(folder.path, name), content);
    return join(folder.path, name);
  };
  const files = [
    ...['--api-password-file', await fileOf('api', 'the api’s\n')],
    ...['--grader-password-file', await fileOf('grader', 'the grader’s')],
  ];
  const command = touchstone('redis-users', ...files);
  expect(await command.exited).toBe(0);
  const users = redisUsers();
  const lines = command.stdout().trimEnd().split('\n');
  expect(lines).toEqual([
    redisUserLine(users.api, 'the api’s'),
    redisUserLine(users.grader, 'the grader’s'),
  ]);
  expect(command.stdout()).not.toContain('the ');
});

it('reports what is wrong with a file', async () => {
  const none = touchstone(
    'redis-users',
    '--api-password-file',
    '/none',
    '--grader-password-file',
    '/none',
  );
  expect(await none.exited).toBe(2);
  expect(none.stderr()).toContain("the file /none can't be read (ENOENT)");
  expect(await touchstone('redis-users').exited).toBe(2);
});
