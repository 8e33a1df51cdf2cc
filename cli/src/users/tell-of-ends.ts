import { sessionCacheTag } from '@touchstone/contracts';
import { messageOf } from '../command-error.ts';
import { tellApis } from '../ground/tell-apis.ts';

/** Tells the APIs at a Redis that sessions have ended. What goes wrong with that costs a minute, and is told by `onNotice`. */
export async function tellOfEnds(
  redisUrl: string | undefined,
  tokenHashes: readonly Buffer[],
  onNotice: (message: string) => void,
): Promise<void> {
  if (tokenHashes.length === 0) return;
  if (redisUrl === undefined) {
    onNotice('Running APIs were not told, for no --redis was given: they notice within a minute.');
    return;
  }
  const tags = tokenHashes.map((hash) => sessionCacheTag(hash.toString('base64')));
  await tellApis(redisUrl, tags).catch((error: unknown) => {
    onNotice(`Running APIs could not be told, and notice within a minute: ${messageOf(error)}`);
  });
}
