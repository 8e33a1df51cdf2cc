import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { checkoutFolder } from '../places.ts';

const execute = promisify(execFile);

/** The full hash of a commit. Rejects with an Error if the revision is unknown. */
export async function findCommit(revision: string): Promise<string> {
  try {
    const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`];
    const { stdout } = await execute('git', args, { cwd: checkoutFolder });
    return stdout.trim();
  } catch (error) {
    throw new Error(`git knows no revision "${revision}" here; see: git log --oneline`, {
      cause: error,
    });
  }
}

/** The commit's files in a separate folder that is not a git worktree. */
export async function checkOut(
  commit: string,
): Promise<{ folder: string; remove(): Promise<void> }> {
  const parent = await mkdtemp(path.join(tmpdir(), 'touchstone-revision-'));
  const remove = () => rm(parent, { recursive: true, force: true });
  try {
    // The sandbox reads files of the checkout as another user.
    await chmod(parent, 0o755);
    const folder = path.join(parent, 'touchstone');
    const archive = path.join(parent, 'revision.tar');
    await mkdir(folder);
    await execute('git', ['archive', '--output', archive, commit], { cwd: checkoutFolder });
    await execute('tar', ['-xf', archive, '-C', folder]);
    await sharePackages(folder);
    return { folder, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

/**
 * Hard-links the installed packages if both revisions lock the same ones, to avoid installing them. If
 * linking fails, the bench command installs them, as in any new checkout.
 */
async function sharePackages(folder: string): Promise<void> {
  const lockOf = (checkout: string) => readFile(path.join(checkout, 'package-lock.json'), 'utf8');
  if ((await lockOf(folder)) !== (await lockOf(checkoutFolder))) return;
  const packages = path.join(folder, 'node_modules');
  try {
    await execute('cp', ['-al', path.join(checkoutFolder, 'node_modules'), packages]);
  } catch {
    await rm(packages, { recursive: true, force: true });
  }
}
