import { ask } from './ask.ts';
import { findProgram } from './programs.ts';
import { runServer, type RunningServer } from './running-server.ts';
import { storesUser } from './process-users.ts';
import { prepareFolder, secretIn, serverOwned } from './server-folder.ts';

export interface RedisOptions {
  /** Made at first use; holds the password, the log and the data. */
  folder: string;
  port: number;
  /**
   * True (the default) keeps an append-only file, written to disk every second, so a restart finds
   * its streams again. False keeps everything in memory alone.
   */
  durable?: boolean;
  /**
   * Users by name, each with its line of the configuration for a password. With any the user
   * `default` is off, and `url` is for an administrator who may do everything.
   */
  users?: Readonly<Record<string, (password: string) => string>>;
  onNotice?: (message: string) => void;
}

export interface RunningRedis extends RunningServer {
  /** The addresses for `users`, by name. */
  readonly userUrls: Readonly<Record<string, string>>;
}

const administrator = 'administrator';

/** Starts Redis on 127.0.0.1. A password keeps the machine's other users out; it is in the url. */
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
