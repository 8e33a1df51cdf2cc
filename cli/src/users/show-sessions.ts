import type { Session } from '@touchstone/contracts';
import { CommandError, exitStatuses } from '../command-error.ts';
import type { Target } from '../shared/target.ts';
import { say } from '../shared/terminal.ts';
import { counted } from '../shared/wording.ts';
import { unknownUser } from './wording.ts';
import { requireUser, withUserStore } from './open-user-store.ts';

/** Lists the sessions of a user, the most recently used first. */
export async function showSessions(target: Target, written: string): Promise<void> {
  await withUserStore(target, 'user sessions', async (store) => {
    const sessions = await store.listSessions(await requireUser(store, written));
    if (sessions === null) throw unknownUser(written);
    if (sessions.length === 0) say('This user has no sessions.');
    else sessions.map(renderSession).forEach(say);
  });
}

const renderSession = ({ id, createdAt, lastUsedAt, description }: Session): string =>
  `${id}  used ${minute(lastUsedAt)}  since ${minute(createdAt)}  ${description ?? 'unknown browser'}`;

/** In UTC, as all times in the output of commands. */
const minute = (time: string): string => `${time.slice(0, 16).replace('T', ' ')} UTC`;

/** Ends one session of a user, or with null all of them. */
export async function endSessions(
  target: Target,
  written: string,
  sessionId: string | null,
): Promise<void> {
  await withUserStore(target, 'user sessions', async (store) => {
    const userId = await requireUser(store, written);
    const ended = await store.endSessions(userId, sessionId);
    if (ended === null) throw unknownUser(written);
    if (sessionId !== null && ended === 0) {
      throw new CommandError(`This user has no session ${sessionId}.`, {
        exitStatus: exitStatuses.no,
        next: `List the sessions: touchstone user sessions ${written}`,
      });
    }
    say(`Ended ${counted(ended, 'session')}.`);
  });
}
