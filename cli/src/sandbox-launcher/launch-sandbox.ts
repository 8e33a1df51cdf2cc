import { fstatSync } from 'node:fs';
import { Socket } from 'node:net';
import { createSandboxService, defaultPython } from '@touchstone/grader-api/offline';
import { CommandError } from '../command-error.ts';
import { config } from '../config.ts';
import { warn } from '../shared/terminal.ts';

/** Serves the connection on the standard input; resolves when its sandbox has stopped. */
export async function launchSandbox(): Promise<void> {
  if (!fstatSync(0).isSocket()) {
    throw new CommandError('The standard input is not a connection from a grader.', {
      next: 'This command is for a socket unit of systemd: see docs/operations.md.',
    });
  }
  const service = createSandboxService({
    python: config.python ?? defaultPython,
    uid: config.uids.sandbox,
    onWarning: warn,
  });
  await service.serve(new Socket({ fd: 0, allowHalfOpen: true }));
}
