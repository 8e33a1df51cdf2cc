import { execFile } from 'node:child_process';
import { chmod, chown, constants, copyFile, cp, mkdir, readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { prepareFolder, readableBy, type ProcessUser } from '@touchstone/servers';
import { checkoutFolder } from '../checkout.ts';
import { CommandError } from '../command-error.ts';
import { together } from '../ground/together.ts';
import { bundleServices, serviceNames, type ServiceName } from './service-bundles.ts';
import type { StackUsers } from './stack-users.ts';

/** The folder of one kind of service, which it alone may read. */
export interface ServiceHome {
  readonly folder: string;
  /** The program, one file. */
  readonly main: string;
  /** Loaded before it. */
  readonly lifeline: string;
  /** Runs both. */
  readonly node: string;
  /** Null: as the caller. */
  readonly user: ProcessUser | null;
}

export type ServiceHomes = Readonly<Record<ServiceName, ServiceHome>>;

/** What services read while they run, besides their programs; relative to the checkout. */
const readAtRuntime: Readonly<Record<ServiceName, readonly string[]>> = {
  api: ['packages/database/src/migrations'],
  grader: [
    'packages/database/src/migrations',
    ...['judge', 'grader-image', 'grader-api/src/sandbox/pyodide', 'node_modules/pyodide'],
  ],
};
/** Programs of our tests, and what Python leaves. */
const leftOut = /\/(?:conformance|fuzz|__pycache__)$/;
const lifelineFile = fileURLToPath(new URL('lifeline.mjs', import.meta.url));

/**
 * Makes the folder of each service, with all that it needs to run: its user may be unable to read the
 * checkout, and has no business there.
 */
export async function makeServiceHomes(
  folder: string,
  users: StackUsers | null,
  options: { signal?: AbortSignal | undefined; onNotice: (message: string) => void },
): Promise<ServiceHomes> {
  const services = join(folder, 'services');
  await mkdir(services, { recursive: true });
  // Its users pass it, each to a folder of its own. An earlier version kept programs in it.
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
  await together([
    bundleServices({ api: homes.api.main, grader: homes.grader.main }, options.signal),
    ...serviceNames.map((name) => furnish(name, homes[name])),
  ]);
  await together(
    Object.values(homes).map(({ user, main }: ServiceHome) => readableBy(user, dirname(main))),
  );
  return homes;
}

async function furnish(name: ServiceName, home: ServiceHome): Promise<void> {
  await copyFile(lifelineFile, home.lifeline);
  for (const path of readAtRuntime[name]) {
    await cp(join(checkoutFolder, path), join(dirname(home.main), path), {
      recursive: true,
      filter: (source) => !leftOut.test(source),
      mode: constants.COPYFILE_FICLONE,
    });
  }
}

/** The Node.js that runs here, or a copy of it where the user can't run that, as below /root. */
async function runnableNode(folder: string, user: ProcessUser | null): Promise<string> {
  const copy = join(folder, 'node');
  await rm(copy, { force: true });
  if (user === null || (await canRun(process.execPath, user))) return process.execPath;
  await copyFile(process.execPath, copy, constants.COPYFILE_FICLONE);
  await chown(copy, 0, user.gid);
  await chmod(copy, 0o750);
  if (await canRun(copy, user)) return copy;
  throw new CommandError(`An ordinary user can't run ${process.execPath}, nor a copy of it.`, {
    next: 'Install Node.js where every user may read it, or start as an ordinary user.',
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
