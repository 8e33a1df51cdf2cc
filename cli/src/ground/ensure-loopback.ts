import type { Sandbox } from '@touchstone/grader-api/offline';
import { CommandError } from '../command-error.ts';
import { isLoopback } from './addresses.ts';

/** Where a server is reached: the address that it listens on, and the one that browsers go to. */
export interface Reach {
  readonly host: string;
  readonly publicUrl?: string | undefined;
}

/** A server whose verdicts can be forged is for trying out, on this machine. */
export function ensureLoopback({ host, publicUrl }: Reach, kind: Sandbox['kind']): void {
  const isPublic = publicUrl !== undefined && !isLoopback(new URL(publicUrl).hostname);
  if (isLoopback(host) && !isPublic) return;
  throw new CommandError(
    `The sandbox in use (${kind}) is for trying out only, so the server listens on this machine alone, not on ${isPublic ? publicUrl : host}.`,
    {
      next: `Start without ${isPublic ? '--public-url' : '--host'}, or install bubblewrap and python3 (Linux).`,
    },
  );
}
