import { join } from 'node:path';
import { redisUserLine, redisUsers, type RedisRole } from '@touchstone/messaging';
import {
  createNginxConfiguration,
  MissingProgramError,
  ServerStartError,
  startNginx,
  startPostgres,
  startRedis,
  type NginxConfigurationOptions,
  type ProcessUser,
  type RunningServer,
} from '@touchstone/servers';
import { CommandError } from '../command-error.ts';
import { supervise, type StackProcess } from './supervised.ts';

/** A server of the stack and, once it is ready, its URL with user name and password. */
export interface StackServer {
  readonly process: StackProcess;
  url(): string;
}

export interface StackRedis extends StackServer {
  /** With the privileges of an API or a grader; `url` is an administrator's. */
  userUrl(role: RedisRole): string;
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

export function createRedis({ folder, ...options }: StoreOptions): StackRedis {
  const users = redisUsers();
  const lines = Object.values(users).map((user) => {
    const lineFor = (password: string): string => redisUserLine(user, password);
    return [user.name, lineFor] as const;
  });
  let userUrls: Readonly<Record<string, string>> = {};
  const redis = server('redis', options.onNotice, async () => {
    const running = await startRedis({
      folder: join(folder, 'redis'),
      users: Object.fromEntries(lines),
      ...options,
    });
    ({ userUrls } = running);
    return running;
  });
  return { ...redis, userUrl: (role) => userUrls[users[role].name] ?? '' };
}

export function createNginx(
  options: ServerOptions &
    Omit<NginxConfigurationOptions, 'port'> & { site: string; user: ProcessUser | null },
): StackServer {
  const { folder, onNotice, site, user, ...rest } = options;
  // Copied once: another copy needs space, which a full disk does not have.
  let isPublished = false;
  return server('nginx', onNotice, async () => {
    const running = await startNginx({
      folder: join(folder, 'nginx'),
      configuration: createNginxConfiguration(rest),
      port: options.port,
      ...(options.host !== undefined && { host: options.host }),
      ...(!isPublished && { site }),
      user,
      onNotice,
    });
    isPublished = true;
    return running;
  });
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
      next: 'Or run the all-in-one, which needs no servers: touchstone start',
    });
  }
  return error instanceof ServerStartError
    ? new CommandError(error.message, { cause: error })
    : error;
}
