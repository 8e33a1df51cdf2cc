import { writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { findProgram } from './programs.ts';

/** A program and its arguments. */
export type CommandLine = readonly [program: string, args: readonly string[]];

/**
 * PostgreSQL creates a cluster only as a user that has a name. If this process's user has none, as in
 * a container with a numeric user, bubblewrap shows the command an /etc/passwd with a name for it, a
 * file in `folder`. The servers of root have names, so only ordinary users need this.
 */
export async function asKnownUser(folder: string, command: CommandLine): Promise<CommandLine> {
  if (hasName()) return command;
  const [program, args] = command;
  const file = join(folder, 'passwd');
  await writeFile(file, `touchstone:x:${process.getuid?.()}:${process.getgid?.()}::/:/bin/false\n`);
  return [
    findProgram('bwrap', 'bubblewrap'),
    ['--dev-bind', '/', '/', '--ro-bind', file, '/etc/passwd', '--', program, ...args],
  ];
}

function hasName(): boolean {
  try {
    userInfo();
    return true;
  } catch {
    return false;
  }
}
