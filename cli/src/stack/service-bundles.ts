import { execFile } from 'node:child_process';
import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { checkoutFolder } from '../checkout.ts';
import { CommandError } from '../command-error.ts';

/** What is bundled, relative to the checkout. */
export const serviceMains = {
  api: 'programming-api/src/main.ts',
  grader: 'grader-api/src/main.ts',
} as const;

export type ServiceBundles = Readonly<Record<keyof typeof serviceMains, string>>;

const bundler = fileURLToPath(new URL('bundle.mjs', import.meta.url));

/** Makes one file of each service, anew at each start, so that none is ever stale. */
export async function bundleServices(
  folder: string,
  signal?: AbortSignal,
): Promise<ServiceBundles> {
  const target = join(folder, 'services');
  const bundles = { api: join(target, 'api.mjs'), grader: join(target, 'grader.mjs') };
  const entries = Object.entries(serviceMains).map(([name, main]) => `${name}=${main}`);
  try {
    await mkdir(target, { recursive: true });
    await promisify(execFile)(process.execPath, [bundler, target, ...entries], {
      cwd: checkoutFolder,
      signal,
    });
  } catch (error) {
    signal?.throwIfAborted();
    throw new CommandError('The services could not be bundled.', { cause: error });
  }
  // The services' unprivileged user reads them, whatever the caller's umask.
  await chmod(target, 0o755);
  await Promise.all(Object.values(bundles).map((bundle) => chmod(bundle, 0o644)));
  return bundles;
}
