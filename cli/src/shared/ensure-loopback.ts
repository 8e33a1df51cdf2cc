import type { Sandbox } from '@touchstone/grader-api/offline';
import { CommandError } from '../command-error.ts';
import { isLoopback } from './addresses.ts';

/** How a server is reached: the address that it listens on, and the URL for browsers. */
export interface Reach {
  readonly host: string;
  readonly publicUrl?: string | undefined;
}

/** Throws if a server whose verdicts can be forged would be reachable from other machines. */
export function ensureLoopback({ host, publicUrl }: Reach, kind: Sandbox['kind']): void {
  const isPublic = publicUrl !== undefined && !isLoopback(new URL(publicUrl).hostname);
  if (isLoopback(host) && !isPublic) return;
  throw new CommandError(
    `The sandbox in use (${kind}) is for evaluation only: the server must not be reachable at ${isPublic ? publicUrl : host}, only on this machine.`,
    {
      next: `Start without ${isPublic ? '--public-url' : '--host'}, or install bubblewrap and python3 (Linux).`,
    },
  );
}
