import { readFileSync } from 'node:fs';
import { storesUser, takenUid } from '@touchstone/servers';
import type { ProcessUids } from '@touchstone/contracts';

/** What a program could do if it broke out of its sandbox, and how to change that. */
export interface Exposure {
  /** Sentences about this machine, as the stack would run if the same user started it. */
  readonly exposed: readonly string[];
  /** Null where there is nothing to change. */
  readonly change: string | null;
}

/** The exposure of a stack that is started by this process's user. */
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
      exposed: [`The stack cannot be started as root here because a uid is in use: ${taken}.`],
      change: 'Set TOUCHSTONE_UIDS to four free uids, for nginx, APIs, graders and sandboxes.',
    };
  }
  const { nginx, api, grader, sandbox } = uids;
  return {
    exposed: [
      `Started as root, PostgreSQL and Redis have the uid ${storesUid}, nginx ${nginx}, APIs ${api}, graders ${grader}, and sandboxes ${sandbox}.`,
      `A program that broke out would have the uid ${sandbox}: it could not read the environment, files or sockets of the others, or signal them. Other sandboxes have the same uid: it could kill them, read the programs in them and forge their results.`,
      'It could connect to the ports of this machine; PostgreSQL, Redis and the APIs’ /internal require secrets that it does not have.',
    ],
    change: null,
  };
}

function ofOrdinaryUser(uid: number, traces: boolean): Exposure {
  return {
    exposed: [
      `Started as an ordinary user, everything has the same uid, ${uid}, and so would a program that broke out.`,
      'It could read the data folder, with all submissions, and the files of the secrets for the database, Redis and the graders.',
      'It could read and change everything else that belongs to that user, and kill all of that user’s processes.',
      traces
        ? 'It could read and change the memory of that user’s processes after leaving the sandbox’s user namespace.'
        : 'It could not read the memory of that user’s processes: this kernel allows tracing only of child processes (kernel.yama.ptrace_scope).',
    ],
    change:
      'Start the stack as root, which gives each part its own uid; or let a socket unit start the sandboxes as another user (docs/operations.md); or use that account only for Touchstone.',
  };
}

/** Whether a process may trace other processes of its user. */
function mayTrace(): boolean {
  try {
    return readFileSync('/proc/sys/kernel/yama/ptrace_scope', 'utf8').trim() === '0';
  } catch {
    // This kernel has no such restriction.
    return true;
  }
}

/** An exposure as text. */
export function renderExposure({ exposed, change }: Exposure): string[] {
  if (exposed.length === 0) return [];
  return [
    '',
    'If a program nevertheless broke out of its sandbox:',
    ...exposed.map((sentence) => `  ${sentence}`),
    ...(change === null ? [] : [`  To change that: ${change}`]),
  ];
}
