import { execFile } from 'node:child_process';
import { chmod, chown, constants, copyFile, cp, mkdir, readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { prepareFolder, readableBy, type ProcessUser } from '@touchstone/servers';
import { checkoutFolder } from '../checkout.ts';
import { CommandError } from '../command-error.ts';
import { waitForAll } from '../shared/wait-for-all.ts';
import { bundleServices, serviceNames, type ServiceName } from './service-bundles.ts';
import type { StackUsers } from '../stack-processes/stack-users.ts';

/** The folder of one kind of service, which only that service may read. */
export interface ServiceHome {
  readonly folder: string;
  /** The program, bundled in one file. */
  readonly main: string;
  /** Loaded before it. */
  readonly lifeline: string;
  /** The Node.js that runs both. */
  readonly node: string;
  /** Null: the caller's user. */
  readonly user: ProcessUser | null;
}

export type ServiceHomes = Readonly<Record<ServiceName, ServiceHome>>;

/** Files that services read at run time besides their program; relative to the checkout. */
export const readAtRuntime: Readonly<Record<ServiceName, readonly string[]>> = {
  api: ['packages/database/src/migrations', 'packages/messaging/src/redis/scripts'],
  grader: [
    'packages/database/src/migrations',
    'packages/messaging/src/redis/scripts',
    ...['judge', 'grader-image', 'grader-api/src/sandbox/pyodide', 'node_modules/pyodide'],
  ],
};
/** Programs of our tests, and Python's caches. */
const leftOut = /\/(?:conformance|fuzz|__pycache__)$/;
const lifelineFile = fileURLToPath(new URL('lifeline.mjs', import.meta.url));

/**
 * Creates the folder of each service with everything that it needs to run: its user may be unable to
 * read the checkout, and should not have to.
 */
export async function makeServiceHomes(
  folder: string,
  users: StackUsers | null,
  options: { signal?: AbortSignal | undefined; onNotice: (message: string) => void },
): Promise<ServiceHomes> {
  const services = join(folder, 'services');
  await mkdir(services, { recursive: true });
  // Its users pass through it, each to their own folder. An earlier version kept programs in it.
  await chmod(services, users === null ? 0o700 : 0o711);
  await Promise.all(
    (await readdir(services))
      .filter((name) => !serviceNames.includes(name as ServiceName))
      .map((name) => rm(join(services, name), { recursive: true, force: true })),
  );
  const make = async (name: ServiceName): Promise<ServiceHome> => {
    const user = users?.[name] ?? null;
    const { path } = await prepareFolder(join(services, name), user, options.onNotice);
    const program = join(path, 'program');
    await rm(program, { recursive: true, force: true });
    await mkdir(program);
    return {
      folder: path,
      main: join(program, 'main.mjs'),
      lifeline: join(program, 'lifeline.mjs'),
      node: await runnableNode(path, user),
      user,
    };
  };
  const homes = { api: await make('api'), grader: await make('grader') };
  await waitForAll([
    bundleServices({ api: homes.api.main, grader: homes.grader.main }, options.signal),
    ...serviceNames.map(async (name) => {
      const { lifeline, main } = homes[name];
      await copyFile(lifelineFile, lifeline);
      await copyFromCheckout(readAtRuntime[name], dirname(main));
    }),
  ]);
  await waitForAll(
    Object.values(homes).map(({ user, main }: ServiceHome) => readableBy(user, dirname(main))),
  );
  return homes;
}

/** Copies files and folders of the checkout to the same places below a folder. */
export async function copyFromCheckout(paths: readonly string[], folder: string): Promise<void> {
  for (const path of paths) {
    await cp(join(checkoutFolder, path), join(folder, path), {
      recursive: true,
      filter: (source) => !leftOut.test(source),
      mode: constants.COPYFILE_FICLONE,
    });
  }
}

/** The Node.js of this process, or a copy if the user can't run that, for example below /root. */
async function runnableNode(folder: string, user: ProcessUser | null): Promise<string> {
  const copy = join(folder, 'node');
  await rm(copy, { force: true });
  if (user === null || (await canRun(process.execPath, user))) return process.execPath;
  await copyFile(process.execPath, copy, constants.COPYFILE_FICLONE);
  await chown(copy, 0, user.gid);
  await chmod(copy, 0o750);
  if (await canRun(copy, user)) return copy;
  throw new CommandError(`An ordinary user can run neither ${process.execPath} nor a copy of it.`, {
    next: 'Install Node.js where every user can read it, or start as an ordinary user.',
  });
}

async function canRun(node: string, user: ProcessUser): Promise<boolean> {
  try {
    await promisify(execFile)(node, ['-e', '0'], { ...user, cwd: '/', env: {} });
    return true;
  } catch {
    return false;
  }
}
