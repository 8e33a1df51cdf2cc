import { ask } from './ask.ts';
import { findProgram } from './programs.ts';
import { runServer, type RunningServer } from './running-server.ts';
import { storesUser } from './process-users.ts';
import { prepareFolder, secretIn, serverOwned } from './server-folder.ts';

export interface RedisOptions {
  /** Created at first use; contains the passwords, the log and the data. */
  folder: string;
  port: number;
  /**
   * True (the default): an append-only file is written to disk every second, so that streams survive
   * a restart. False: everything is only in memory.
   */
  durable?: boolean;
  /**
   * Users by name, each with a function that returns the configuration line for its password. If there
   * are any, the user `default` is disabled and `url` is for an administrator with all privileges.
   */
  users?: Readonly<Record<string, (password: string) => string>>;
  onNotice?: (message: string) => void;
}

export interface RunningRedis extends RunningServer {
  /** The URLs for `users`, by name. */
  readonly userUrls: Readonly<Record<string, string>>;
}

const administrator = 'administrator';

/** Starts Redis on 127.0.0.1. The password in the URL keeps other users of the machine out. */
export async function startRedis(options: RedisOptions): Promise<RunningRedis> {
  const { port, durable = true, users = {} } = options;
  const program = findProgram('redis-server', 'redis-server');
  const folder = await prepareFolder(options.folder, storesUser(), options.onNotice);
  const password = await secretIn(folder, 'password');
  const passwords: Record<string, string> = {};
  for (const name of Object.keys(users)) {
    passwords[name] = await secretIn(folder, `password-of-${name}`);
  }
  const hasUsers = Object.keys(users).length > 0;
  const administratorName = hasUsers ? administrator : 'default';
  const logins = hasUsers
    ? [
        'user default off',
        `user ${administrator} on >${password} ~* &* +@all`,
        ...Object.entries(users).map(([name, lineFor]) => lineFor(passwords[name] ?? '')),
      ]
    : [`requirepass ${password}`];
  const urlOf = (name: string, secret: string): string =>
    `redis://${name === 'default' ? '' : name}:${secret}@127.0.0.1:${port}`;
  const configuration = [
    'bind 127.0.0.1',
    `port ${port}`,
    `dir "${await serverOwned(folder, 'data')}"`,
    ...logins,
    'save ""',
    `appendonly ${durable ? 'yes' : 'no'}`,
    'appendfsync everysec',
  ];
  const greeting = `AUTH ${administratorName} ${password}\r\nPING\r\n`;
  const isAnswer = (answer: string): boolean => answer.split('\r\n').length > 2;
  const server = await runServer({
    name: 'redis',
    program,
    arguments: ['-'],
    input: `${configuration.join('\n')}\n`,
    folder,
    url: urlOf(administratorName, password),
    port,
    stopSignal: 'SIGTERM',
    isReady: async () => (await ask(port, greeting, isAnswer)) === '+OK\r\n+PONG\r\n',
  });
  const userUrls = Object.entries(passwords).map(([name, secret]) => [name, urlOf(name, secret)]);
  return { ...server, userUrls: Object.fromEntries(userUrls) as Record<string, string> };
}
