import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { checkoutFolder } from '../checkout.ts';
import { CommandError } from '../command-error.ts';

/** What is bundled, relative to the checkout. */
export const serviceMains = {
  api: 'programming-api/src/main.ts',
  grader: 'grader-api/src/main.ts',
} as const;

export type ServiceName = keyof typeof serviceMains;
export const serviceNames = Object.keys(serviceMains) as ServiceName[];

const bundler = fileURLToPath(new URL('bundle.mjs', import.meta.url));

/** Bundles each service into one file, at each start, so that it is never stale. */
export function bundleServices(
  targets: Readonly<Record<ServiceName, string>>,
  signal?: AbortSignal,
): Promise<void> {
  const files = serviceNames.map((name): [string, string] => [serviceMains[name], targets[name]]);
  return bundlePrograms(Object.fromEntries(files), signal);
}

/** Bundles programs, named relative to the checkout, each into the file that is its value. */
export async function bundlePrograms(
  files: Readonly<Record<string, string>>,
  signal?: AbortSignal,
): Promise<void> {
  const entries = Object.entries(files).map(([main, file]) => `${main}=${file}`);
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
