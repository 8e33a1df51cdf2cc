import { join } from 'node:path';
import type { Sandbox } from '@touchstone/grader-api/offline';
import { environmentForChildren } from '../config.ts';
import { launchService } from './service-process.ts';
import { supervise, type StackProcess } from './supervised.ts';

export const serviceMains = {
  api: 'programming-api/src/main.ts',
  grader: 'grader-api/src/main.ts',
} as const;

export interface ServicesOptions {
  /** Where the log files go. */
  folder: string;
  apiPorts: readonly number[];
  graderPorts: readonly number[];
  databaseUrl: string;
  /** For the role that may read what grading needs, and nothing else. */
  graderDatabaseUrl: string;
  redisUrl: string;
  graderSecret: string;
  /** Gradings at once, for each grader. */
  slots: readonly number[];
  sandbox: Sandbox['kind'] | 'auto';
  /** Further variables of the APIs' environment. */
  apiSettings?: Readonly<Record<string, string>> | undefined;
  /** Said to students: in that sandbox verdicts can be forged. */
  forgeable: boolean;
  user: { uid: number; gid: number } | null;
  onNotice: (message: string) => void;
}

/** The APIs and graders of the stack, not yet started. */
export function createServices(options: ServicesOptions): {
  apis: StackProcess[];
  graders: StackProcess[];
} {
  const common = {
    ...environmentForChildren(),
    NODE_ENV: 'production',
    TOUCHSTONE_HOST: '127.0.0.1',
    TOUCHSTONE_REDIS_URL: options.redisUrl,
    TOUCHSTONE_GRADER_SECRET: options.graderSecret,
  };
  const service = (
    name: string,
    main: string,
    port: number,
    environment: Record<string, string>,
  ): StackProcess =>
    supervise({
      name,
      onNotice: options.onNotice,
      launch: (signal) =>
        launchService({
          name,
          main,
          port,
          signal,
          environment: { ...common, ...environment, TOUCHSTONE_PORT: String(port) },
          logFile: join(options.folder, `${name}.log`),
          user: options.user,
        }),
    });

  const apis = options.apiPorts.map((port, index) =>
    service(`programming-api-${index + 1}`, serviceMains.api, port, {
      ...options.apiSettings,
      TOUCHSTONE_DATABASE_URL: options.databaseUrl,
      TOUCHSTONE_FORGEABLE: String(options.forgeable),
    }),
  );
  const apiUrls = options.apiPorts.map((port) => `http://127.0.0.1:${port}`).join(',');
  const graders = options.graderPorts.map((port, index) => {
    const name = `grader-api-${index + 1}`;
    return service(name, serviceMains.grader, port, {
      TOUCHSTONE_DATABASE_URL: options.graderDatabaseUrl,
      TOUCHSTONE_API_URLS: apiUrls,
      TOUCHSTONE_GRADER_NAME: name,
      TOUCHSTONE_SLOTS: String(options.slots[index] ?? 1),
      TOUCHSTONE_SANDBOX: options.sandbox,
    });
  });
  return { apis, graders };
}
