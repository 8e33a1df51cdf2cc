import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { join } from 'node:path';
import { ask } from './ask.ts';
import { processUser, type ProcessUser } from './process-users.ts';
import { findProgram } from './programs.ts';
import { runServer, type RunningServer } from './running-server.ts';
import {
  fileReadableBy,
  prepareFolder,
  readableBy,
  serverOwned,
  type ServerFolder,
} from './server-folder.ts';

export interface NginxOptions {
  /** Created at first use; relative paths in the configuration start here. */
  folder: string;
  /** The text of the configuration, with `daemon off`. It writes only to `work/` and listens on `port`. */
  configuration: string;
  port: number;
  /** The address that it listens on; 127.0.0.1 by default. */
  host?: string;
  /** Files to serve, copied to `site/` since nginx's user may be unable to read the originals. */
  site?: string;
  /** The user of its processes; null is the caller's. */
  user?: ProcessUser | null;
  onNotice?: (message: string) => void;
}

/** Starts nginx with the given configuration; the error for a faulty one ends with nginx's log. */
export async function startNginx(options: NginxOptions): Promise<RunningServer> {
  const { host = '127.0.0.1', port } = options;
  const program = findProgram('nginx', 'nginx-light');
  const { user = processUser('nginx') } = options;
  const folder = await prepareFolder(options.folder, user, options.onNotice);
  await serverOwned(folder, 'work');
  if (options.site !== undefined) await publish(options.site, folder);
  const file = await writeConfiguration(folder, options.configuration);
  return runServer({
    name: 'nginx',
    program,
    arguments: ['-p', `${folder.path}/`, '-c', file, '-e', 'stderr'],
    folder,
    url: `http://${isIP(host) === 6 ? `[${host}]` : host}:${port}`,
    port,
    stopSignal: 'SIGQUIT',
    isReady: async () => (await ask(port, '', () => true, reachableAt(host))) !== null,
  });
}

/** An address at which a server that listens on `host` can be reached. */
const reachableAt = (host: string): string =>
  host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;

async function publish(source: string, folder: ServerFolder): Promise<void> {
  const target = join(folder.path, 'site');
  await rm(target, { recursive: true, force: true });
  await cp(source, target, { recursive: true, preserveTimestamps: true });
  await readableBy(folder.user, target);
}

/** Does not rewrite an unchanged file, so that nginx can restart on a full disk. */
async function writeConfiguration(folder: ServerFolder, configuration: string): Promise<string> {
  const file = join(folder.path, 'nginx.conf');
  const before = await readFile(file, 'utf8').catch(() => null);
  if (before !== configuration) await writeFile(file, configuration);
  // Independent of the caller's umask.
  await fileReadableBy(folder.user, file);
  return file;
}
