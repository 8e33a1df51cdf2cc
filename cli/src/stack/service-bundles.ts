import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { checkoutFolder } from '../checkout.ts';
import { CommandError } from '../command-error.ts';

/** What is bundled, relative to the checkout. */
const serviceMains = {
  api: 'programming-api/src/main.ts',
  grader: 'grader-api/src/main.ts',
} as const;

export type ServiceName = keyof typeof serviceMains;
export const serviceNames = Object.keys(serviceMains) as ServiceName[];

const bundler = fileURLToPath(new URL('bundle.mjs', import.meta.url));

/** Makes one file of each service, anew at each start, so that none is ever stale. */
export async function bundleServices(
  targets: Readonly<Record<ServiceName, string>>,
  signal?: AbortSignal,
): Promise<void> {
  const entries = serviceNames.map((name) => `${serviceMains[name]}=${targets[name]}`);
  try {
    await promisify(execFile)(process.execPath, [bundler, ...entries], {
      cwd: checkoutFolder,
      signal,
    });
  } catch (error) {
    signal?.throwIfAborted();
    throw new CommandError('The services could not be bundled.', { cause: error });
  }
}
