import { once } from 'node:events';
import { chown, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { createSandboxService, defaultPython } from '@touchstone/grader-api/offline';
import type { ProcessUser } from '@touchstone/servers';
import { config } from '../config.ts';
import { withShortSocketPath } from '../control/socket-path.ts';
import type { ServiceHome } from './service-homes.ts';

const socketName = 'sandboxes.sock';

/** The socket on which graders request sandboxes. */
export interface SandboxSocket {
  readonly path: string;
  /** Resolves when no sandbox is left; graders must have stopped, or be stopping. */
  close(): Promise<void>;
}

/**
 * Starts the graders' sandboxes as a different user than theirs, which requires root. The socket is in
 * a folder that only graders can enter, and can't write to; each connection is a sandbox.
 */
export async function listenForSandboxes(
  { folder, user }: ServiceHome & { user: ProcessUser },
  onNotice: (message: string) => void,
): Promise<SandboxSocket> {
  const service = createSandboxService({
    python: config.python ?? defaultPython,
    uid: config.uids.sandbox,
    onWarning: onNotice,
  });
  const served = new Set<Promise<void>>();
  const server = createServer({ allowHalfOpen: true }, (connection) => {
    const serving = service.serve(connection).finally(() => served.delete(serving));
    served.add(serving);
  });
  const path = join(folder, socketName);
  await rm(path, { force: true });
  await withShortSocketPath(folder, (short) => listenForGroup(server, short), socketName);
  await chown(path, 0, user.gid);
  return {
    path,
    close: async () => {
      server.close();
      await Promise.all(served);
      await rm(path, { force: true });
    },
  };
}

/** Binds with the mode 0660; the umask is right only because Node binds before it returns. */
async function listenForGroup(server: Server, path: string): Promise<void> {
  const before = process.umask(0o117);
  try {
    server.listen(path);
  } finally {
    process.umask(before);
  }
  await once(server, 'listening');
}
