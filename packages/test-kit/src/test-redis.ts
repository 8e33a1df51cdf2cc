import { startRedis, type RedisOptions, type RunningRedis } from '@touchstone/servers';
import { onFreePort } from './on-free-port.ts';
import { temporaryFolder } from './temporary-folder.ts';

export interface TestRedis {
  /** Unchanged by {@link startAgain}. */
  readonly url: string;
  /** The current process; {@link startAgain} starts another one. */
  readonly server: RunningRedis;
  /** It stops answering, with connections open, until {@link resume}. */
  pause(): void;
  resume(): void;
  /** On the same port, after `server.stop()` or `server.kill('SIGKILL')`. */
  startAgain(): Promise<void>;
  /** Stops the server and removes all its data. */
  stop(): Promise<void>;
}

/** A real Redis for tests; its data is lost by a restart unless `durable`. */
export async function startTestRedis(
  options: Pick<RedisOptions, 'durable' | 'users'> = {},
): Promise<TestRedis> {
  const folder = await temporaryFolder();
  const start = (port: number): Promise<RunningRedis> =>
    startRedis({ folder: folder.path, port, durable: false, ...options });
  let server = await onFreePort(start).catch(async (error: unknown) => {
    await folder.remove();
    throw error;
  });
  const { url, port } = server;
  return {
    url,
    get server() {
      return server;
    },
    pause: () => server.kill('SIGSTOP'),
    resume: () => server.kill('SIGCONT'),
    async startAgain() {
      await server.exited;
      server = await start(port);
    },
    async stop() {
      await server.stop();
      await folder.remove();
    },
  };
}
