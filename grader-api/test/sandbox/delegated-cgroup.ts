import {
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';

const controllers = ['memory', 'pids'];

/** Where a subtree with memory and pids controllers can be created; null if this machine has none. */
export function cgroupRoot(): string | null {
  if (process.getuid?.() !== 0) return null;
  const mount = readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .find((line) => line.includes(' - cgroup2 '));
  const folder = mount?.split(' ')[4];
  if (folder === undefined || existsSync(path.join(folder, 'cgroup.type'))) return null;
  const there = readFileSync(path.join(folder, 'cgroup.controllers'), 'utf8').trim().split(' ');
  return controllers.every((name) => there.includes(name)) ? folder : null;
}

/** A cgroup for the test. */
export class TestCgroup {
  readonly folder: string;

  /** `ownerId` is the user that it is delegated to. */
  constructor(root: string, options: { ownerId: number }) {
    writeFileSync(path.join(root, 'cgroup.subtree_control'), '+memory +pids');
    this.folder = path.join(root, `touchstone-test-${process.pid}-${performance.now()}`);
    mkdirSync(this.folder);
    for (const name of ['', 'cgroup.procs', 'cgroup.subtree_control', 'cgroup.threads']) {
      chownSync(path.join(this.folder, name), options.ownerId, options.ownerId);
    }
  }

  /** The words that start a command in it, or in its leaf for processes if a grader has divided it. */
  around(command: readonly string[]): string[] {
    const leaf = path.join(this.folder, 'touchstone-graders');
    const folder = existsSync(leaf) ? leaf : this.folder;
    const join = `echo $$ > ${path.join(folder, 'cgroup.procs')} && exec "$@"`;
    return ['sh', '-c', join, 'sh', ...command];
  }

  /** The cgroups of supervisors. */
  gradings(): string[] {
    return readdirSync(this.folder).filter((name) => name.startsWith('gradings-'));
  }

  /** The contents of a file in the first cgroup where that process of a grading runs; null if none does. */
  read(process: 'student' | 'judge', file: string): string | null {
    for (const name of this.gradings()) {
      const folder = path.join(this.folder, name, process);
      const read = (each: string) => readFileSync(path.join(folder, each), 'utf8').trim();
      if (existsSync(folder) && read('cgroup.procs') !== '') return read(file);
    }
    return null;
  }

  /** Kills and removes everything in it, too. */
  remove(): void {
    const removeFolder = (folder: string) => {
      for (const entry of readdirSync(folder, { withFileTypes: true })) {
        if (entry.isDirectory()) removeFolder(path.join(folder, entry.name));
      }
      rmdirSync(folder);
    };
    removeFolder(this.folder);
  }
}
