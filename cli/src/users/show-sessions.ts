import type { Session } from '@touchstone/contracts';
import { CommandError, exitStatuses } from '../command-error.ts';
import { say } from '../ground/terminal.ts';
import { counted } from './counted.ts';
import { withUserStore, type UserTarget } from './open-user-store.ts';
import { unknownUser } from './unknown-user.ts';

/** Lists the sessions of a user, the one used last first. */
export async function showSessions(target: UserTarget, userId: string): Promise<void> {
  await withUserStore(target, 'user sessions', async (store) => {
    const sessions = await store.listSessions(userId);
    if (sessions === null) throw unknownUser(userId);
    if (sessions.length === 0) say('This user is signed in nowhere.');
    else sessions.map(renderSession).forEach(say);
  });
}

const renderSession = ({ id, createdAt, lastUsedAt, description }: Session): string =>
  `${id}  used ${minute(lastUsedAt)}  since ${minute(createdAt)}  ${description ?? 'unknown browser'}`;

/** In UTC, as all times of the commands. */
const minute = (time: string): string => `${time.slice(0, 16).replace('T', ' ')} UTC`;

/** Ends one session of a user, or with null all of them. */
export async function endSessions(
  target: UserTarget,
  userId: string,
  sessionId: string | null,
): Promise<void> {
  await withUserStore(target, 'user sessions', async (store) => {
    const ended = await store.endSessions(userId, sessionId);
    if (ended === null) throw unknownUser(userId);
    if (sessionId !== null && ended === 0) {
      throw new CommandError(`This user has no session ${sessionId}.`, {
        exitStatus: exitStatuses.no,
        next: `See those that there are: touchstone user sessions ${userId}`,
      });
    }
    say(`Ended ${counted(ended, 'session')}.`);
  });
}
