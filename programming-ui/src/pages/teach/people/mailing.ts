import type { MailedInvitations } from '@touchstone/contracts';

/** What has been mailed so far. */
export interface Mailed {
  readonly done: number;
  readonly all: number;
  readonly sent: number;
  readonly failed: MailedInvitations['failed'];
  readonly notInvited: MailedInvitations['notInvited'];
  /** Number of people of whom nobody knows whether they got a mail, since a call failed. */
  readonly unknown: number;
}

/** Small enough for the time that a call may take. */
const atATime = 10;

interface Mailing {
  /** Sends to one after the other, and stops at the first call that fails. */
  run(users: readonly string[], onProgress: (mailed: Mailed) => void): Promise<void>;
}

export function createMailing(send: (users: string[]) => Promise<MailedInvitations>): Mailing {
  return {
    async run(users, onProgress) {
      let mailed: Mailed = {
        ...{ done: 0, all: users.length, sent: 0, failed: [], notInvited: [], unknown: 0 },
      };
      const report = (changes: Partial<Mailed>): void => {
        mailed = { ...mailed, ...changes };
        onProgress(mailed);
      };
      report({});
      while (mailed.done < users.length) {
        const next = users.slice(mailed.done, mailed.done + atATime);
        try {
          const { sent, failed, notInvited } = await send(next);
          report({
            done: mailed.done + next.length,
            sent: mailed.sent + sent.length,
            failed: [...mailed.failed, ...failed],
            notInvited: [...mailed.notInvited, ...notInvited],
          });
        } catch (error) {
          report({ unknown: users.length - mailed.done });
          throw error;
        }
      }
    },
  };
}
