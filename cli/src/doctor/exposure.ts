import { readFileSync } from 'node:fs';
import { storesUser, takenUid } from '@touchstone/servers';
import type { ProcessUids } from '@touchstone/contracts';

/** What a program could do that broke out of its sandbox, and what to do about it. */
export interface Exposure {
  /** Sentences about this machine, as the stack would run if the same user started it. */
  readonly exposed: readonly string[];
  /** Null where there is nothing to change. */
  readonly change: string | null;
}

/** Of a stack that this process's user starts. */
export function exposureHere(uids: ProcessUids): Exposure {
  const uid = process.getuid?.();
  if (uid === undefined) return { exposed: [], change: null };
  const stores = storesUser();
  if (stores !== null) return ofRoot(uids, stores.uid, takenUid(uids));
  return ofOrdinaryUser(uid, mayTrace());
}

function ofRoot(uids: ProcessUids, storesUid: number, taken: string | null): Exposure {
  if (taken !== null) {
    return {
      exposed: [`The stack does not start as root here, because a uid is not free: ${taken}.`],
      change: 'Name four free uids by TOUCHSTONE_UIDS, for nginx, APIs, graders and sandboxes.',
    };
  }
  const { nginx, api, grader, sandbox } = uids;
  return {
    exposed: [
      `Started as root, PostgreSQL and Redis have the uid ${storesUid}, nginx ${nginx}, APIs ${api}, graders ${grader}, and sandboxes ${sandbox}.`,
      `A program that broke out would have the uid ${sandbox}: it could read no environment, file or socket of the others, and signal none of them. Other sandboxes have that uid, too: it could end, read and forge what they grade.`,
      'It could reach the ports of this machine; PostgreSQL, Redis and the APIs’ /internal ask for secrets that it does not have.',
    ],
    change: null,
  };
}

function ofOrdinaryUser(uid: number, traces: boolean): Exposure {
  return {
    exposed: [
      `Started as an ordinary user, all has one uid, ${uid}, and so would a program that broke out.`,
      'It could read the data folder, with all submissions, and the files of the secrets for the database, Redis and the graders.',
      'It could read and change whatever else belongs to that user, and end all of that user’s processes.',
      traces
        ? 'It could read and change the memory of that user’s processes, once it had left the sandbox’s user namespace.'
        : 'It could not read the memory of that user’s processes: this kernel lets nobody trace what is no child of theirs (kernel.yama.ptrace_scope).',
    ],
    change:
      'Start the stack as root, which gives each part a uid of its own; or let a socket unit start the sandboxes as another user (docs/operations.md); or keep that user for Touchstone alone.',
  };
}

/** Whether a process may trace others of its user. */
function mayTrace(): boolean {
  try {
    return readFileSync('/proc/sys/kernel/yama/ptrace_scope', 'utf8').trim() === '0';
  } catch {
    // No such restriction in this kernel.
    return true;
  }
}

/** For reading. */
export function renderExposure({ exposed, change }: Exposure): string[] {
  if (exposed.length === 0) return [];
  return [
    '',
    'If a program broke out of its sandbox all the same:',
    ...exposed.map((sentence) => `  ${sentence}`),
    ...(change === null ? [] : [`  To change that: ${change}`]),
  ];
}
