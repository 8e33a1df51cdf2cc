import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startStack, type Stack } from '@touchstone/cli/stack';
import { freePort } from '@touchstone/servers';
import { courseFolder } from '../places.ts';

/** The load comes from a few addresses, and the benches measure work, not limits. */
const wideLimits = {
  TOUCHSTONE_USER_LIMIT: '1000000',
  TOUCHSTONE_ADDRESS_LIMIT: '1000000',
  TOUCHSTONE_NEW_USER_LIMIT: '1000000',
  TOUCHSTONE_NEW_USER_DAY_LIMIT: '1000000',
  TOUCHSTONE_READ_LIMIT: '1000000',
  TOUCHSTONE_ADDRESS_READ_LIMIT: '1000000',
  TOUCHSTONE_USER_STORED_MIB: '1000000',
  TOUCHSTONE_ADDRESS_STORED_MIB: '1000000',
  TOUCHSTONE_QUEUE_LIMIT: '1000000',
  TOUCHSTONE_QUEUE_SECONDS: '1000000',
};

/** Runs `work` on the whole stack, with the sample course by default, in a folder that is removed afterwards. */
export async function onStack<T>(
  limits: 'wide' | 'default',
  work: (stack: Stack) => Promise<T>,
  courseFolders: readonly string[] = [courseFolder],
): Promise<T> {
  const folder = await mkdtemp(path.join(tmpdir(), 'touchstone-bench-'));
  // The servers' unprivileged users need access.
  await chmod(folder, 0o755);
  try {
    const stack = await startStack({
      port: await freePort(),
      folder,
      courseFolders,
      apis: 2,
      graders: 2,
      sandbox: 'bubblewrap',
      apiSettings: limits === 'default' ? {} : wideLimits,
      onNotice: (notice) => console.error(notice),
    });
    try {
      return await work(stack);
    } finally {
      await stack.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
