import { writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { findProgram } from './programs.ts';

/** A program and its arguments. */
export type CommandLine = readonly [program: string, args: readonly string[]];

/**
 * PostgreSQL makes a cluster only as a user that has a name. Where this process's has none, as in a
 * container that was given a number, the command sees an /etc/passwd that names it, by bubblewrap;
 * `folder` is for that file. Root's servers have names, so this is for ordinary users.
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
