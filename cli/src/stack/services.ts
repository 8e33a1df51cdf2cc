import { join } from 'node:path';
import type { Sandbox } from '@touchstone/grader-api/offline';
import { config, environmentForChildren } from '../config.ts';
import { ownAddresses } from '../ground/addresses.ts';
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
  /** Where nginx listens, and what requests may name. */
  host: string;
  publicUrl?: string;
  allowedHosts?: readonly string[];
  sandbox: Sandbox['kind'] | 'auto';
  /** Said to students: in that sandbox verdicts can be forged. */
  forgeable: boolean;
  /** Further variables of the services' environment. */
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
      ...options.apiSettings,
      ...frontVariables(options),
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
      ...options.graderSettings,
      TOUCHSTONE_SANDBOX: options.sandbox,
    });
  });
  return { apis, graders };
}

/** What nginx stands for: to the APIs it is the one proxy, which says who the client is. */
function frontVariables({
  host,
  publicUrl,
  allowedHosts = [],
}: Pick<ServicesOptions, 'host' | 'publicUrl' | 'allowedHosts'>): Record<string, string> {
  const hosts = [...allowedHosts, ...(publicUrl === undefined ? ownAddresses(host) : [])];
  return {
    TOUCHSTONE_TRUSTED_PROXIES: 'loopback',
    TOUCHSTONE_ALLOWED_HOSTS: hosts.join(','),
    ...(publicUrl !== undefined && { TOUCHSTONE_PUBLIC_URL: publicUrl }),
  };
}
