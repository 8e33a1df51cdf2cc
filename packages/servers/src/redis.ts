import { ask } from './ask.ts';
import { findProgram } from './programs.ts';
import { runServer, type RunningServer } from './running-server.ts';
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
  onNotice?: (message: string) => void;
}

/** Starts Redis on 127.0.0.1. A password keeps the machine's other users out; it is in the url. */
export async function startRedis(options: RedisOptions): Promise<RunningServer> {
  const { port, durable = true } = options;
  const program = findProgram('redis-server', 'redis-server');
  const folder = await prepareFolder(options.folder, options.onNotice);
  const password = await secretIn(folder, 'password');
  const configuration = [
    'bind 127.0.0.1',
    `port ${port}`,
    `dir "${await serverOwned(folder, 'data')}"`,
    `requirepass ${password}`,
    'save ""',
    `appendonly ${durable ? 'yes' : 'no'}`,
    'appendfsync everysec',
  ];
  const greeting = `AUTH ${password}\r\nPING\r\n`;
  const isAnswer = (answer: string): boolean => answer.split('\r\n').length > 2;
  return runServer({
    name: 'redis',
    program,
    arguments: ['-'],
    input: `${configuration.join('\n')}\n`,
    folder,
    url: `redis://:${password}@127.0.0.1:${port}`,
    port,
    stopSignal: 'SIGTERM',
    isReady: async () => (await ask(port, greeting, isAnswer)) === '+OK\r\n+PONG\r\n',
  });
}
