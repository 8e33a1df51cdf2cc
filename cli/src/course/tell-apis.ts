import { coursesCacheTag } from '@touchstone/contracts';
import { createRedisMessaging } from '@touchstone/messaging';

/** Tells all APIs at a Redis to read the courses again; rejects when that one does not answer. */
export async function tellApis(redisUrl: string): Promise<void> {
  const messaging = await createRedisMessaging({ url: redisUrl });
  try {
    await messaging.cacheFlushes.flush([coursesCacheTag]);
  } finally {
    await messaging.close();
  }
}
