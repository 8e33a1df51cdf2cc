import { join } from 'node:path';
import type { Sandbox } from '@touchstone/grader-api/offline';
import { config, environmentForChildren } from '../config.ts';
import { launchService } from './service-process.ts';
import type { ServiceBundles } from './service-bundles.ts';
import { supervise, type StackProcess } from './supervised.ts';

export interface ServicesOptions {
  bundles: ServiceBundles;
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
  /** Said to students: in that sandbox verdicts can be forged. */
  forgeable: boolean;
  apiSettings?: Readonly<Record<string, string>>;
  graderSettings?: Readonly<Record<string, string>>;
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
    ...(config.sourceMaps && { NODE_OPTIONS: '--enable-source-maps' }),
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
    service(`programming-api-${index + 1}`, options.bundles.api, port, {
      TOUCHSTONE_DATABASE_URL: options.databaseUrl,
      TOUCHSTONE_FORGEABLE: String(options.forgeable),
      TOUCHSTONE_DISK_FOLDER: options.folder,
      ...options.apiSettings,
    }),
  );
  const apiUrls = options.apiPorts.map((port) => `http://127.0.0.1:${port}`).join(',');
  const graders = options.graderPorts.map((port, index) => {
    const name = `grader-api-${index + 1}`;
    return service(name, options.bundles.grader, port, {
      TOUCHSTONE_DATABASE_URL: options.graderDatabaseUrl,
      TOUCHSTONE_API_URLS: apiUrls,
      TOUCHSTONE_GRADER_NAME: name,
      TOUCHSTONE_SLOTS: String(options.slots[index] ?? 1),
      TOUCHSTONE_SANDBOX: options.sandbox,
      ...options.graderSettings,
    });
  });
  return { apis, graders };
}
