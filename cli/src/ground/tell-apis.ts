import { createRedisMessaging } from '@touchstone/messaging';

/** Has all APIs at a Redis drop what they cached under these tags; rejects when that one does not answer. */
export async function tellApis(redisUrl: string, tags: readonly string[]): Promise<void> {
  const messaging = await createRedisMessaging({ url: redisUrl });
  try {
    await messaging.cacheFlushes.flush(tags);
  } finally {
    await messaging.close();
  }
}
