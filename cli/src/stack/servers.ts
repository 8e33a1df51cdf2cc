import { join } from 'node:path';
import {
  createNginxConfiguration,
  MissingProgramError,
  ServerStartError,
  startNginx,
  startPostgres,
  startRedis,
  type NginxConfigurationOptions,
  type RunningServer,
} from '@touchstone/servers';
import { CommandError } from '../command-error.ts';
import { supervise, type StackProcess } from './supervised.ts';

/** A server of the stack and, once it has been ready, its address with name and password. */
export interface StackServer {
  readonly process: StackProcess;
  url(): string;
}

export interface ServerOptions {
  folder: string;
  port: number;
  onNotice: (message: string) => void;
}

interface StoreOptions extends ServerOptions {
  durable: boolean;
}

export function createPostgres({ folder, ...options }: StoreOptions): StackServer {
  return server('postgres', options.onNotice, () =>
    startPostgres({ folder: join(folder, 'postgres'), ...options }),
  );
}

export function createRedis({ folder, ...options }: StoreOptions): StackServer {
  return server('redis', options.onNotice, () =>
    startRedis({ folder: join(folder, 'redis'), ...options }),
  );
}

export function createNginx(
  options: ServerOptions & Omit<NginxConfigurationOptions, 'port'> & { site: string },
): StackServer {
  const { folder, onNotice, site, ...rest } = options;
  return server('nginx', onNotice, () =>
    startNginx({
      folder: join(folder, 'nginx'),
      configuration: createNginxConfiguration(rest),
      port: options.port,
      ...(options.host !== undefined && { host: options.host }),
      site,
      onNotice,
    }),
  );
}

function server(
  name: string,
  onNotice: (message: string) => void,
  launch: () => Promise<RunningServer>,
): StackServer {
  let url = '';
  const process = supervise({
    name,
    onNotice,
    launch: async () => {
      try {
        const running = await launch();
        url = running.url;
        return running;
      } catch (error) {
        throw explained(error);
      }
    },
  });
  return { process, url: () => url };
}

function explained(error: unknown): unknown {
  if (error instanceof MissingProgramError) {
    return new CommandError(error.message, {
      cause: error,
      next: 'Or run all in one, which needs no servers: touchstone start',
    });
  }
  return error instanceof ServerStartError
    ? new CommandError(error.message, { cause: error })
    : error;
}
