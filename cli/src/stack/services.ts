import { join } from 'node:path';
import type { Sandbox } from '@touchstone/grader-api/offline';
import { config, environmentForChildren } from '../config.ts';
import { ownAddresses } from '../ground/addresses.ts';
import { launchService } from './service-process.ts';
import type { ServiceHome, ServiceHomes } from './service-homes.ts';
import { writeSecrets } from './service-secrets.ts';
import { supervise, type StackProcess } from './supervised.ts';

export interface ServicesOptions {
  homes: ServiceHomes;
  /** Where the log files go. */
  folder: string;
  apiPorts: readonly number[];
  graderPorts: readonly number[];
  databaseUrl: string;
  /** For the role that may read what grading needs, and nothing else. */
  graderDatabaseUrl: string;
  /** For the users of Redis that APIs and graders have. */
  redisUrl: string;
  graderRedisUrl: string;
  graderSecret: string;
  /** Gradings at once, for each grader. */
  slots: readonly number[];
  /** Where nginx listens, and what requests may name. */
  host: string;
  publicUrl?: string;
  allowedHosts?: readonly string[];
  sandbox: Sandbox['kind'];
  /** The socket where graders ask for sandboxes; null where they start them themselves. */
  sandboxSocket: string | null;
  /** Said to students: in that sandbox verdicts can be forged. */
  forgeable: boolean;
  /** Further variables of the services' environment. */
  apiSettings?: Readonly<Record<string, string>>;
  graderSettings?: Readonly<Record<string, string>>;
  onNotice: (message: string) => void;
}

/** The APIs and graders of the stack, not yet started. */
export async function createServices(options: ServicesOptions): Promise<{
  apis: StackProcess[];
  graders: StackProcess[];
}> {
  const { homes, graderSecret } = options;
  const common = {
    ...environmentForChildren(),
    NODE_ENV: 'production',
    ...(config.sourceMaps && { NODE_OPTIONS: '--enable-source-maps' }),
    TOUCHSTONE_HOST: '127.0.0.1',
  };
  const ofApis = await writeSecrets(homes.api, {
    databaseUrl: options.databaseUrl,
    redisUrl: options.redisUrl,
    graderSecret,
  });
  const ofGraders = await writeSecrets(homes.grader, {
    databaseUrl: options.graderDatabaseUrl,
    redisUrl: options.graderRedisUrl,
    graderSecret,
  });
  const service = (
    name: string,
    home: ServiceHome,
    port: number,
    environment: Record<string, string>,
  ): StackProcess =>
    supervise({
      name,
      onNotice: options.onNotice,
      launch: (signal) =>
        launchService({
          name,
          home,
          port,
          signal,
          environment: { ...common, ...environment, TOUCHSTONE_PORT: String(port) },
          logFile: join(options.folder, `${name}.log`),
        }),
    });

  const apis = options.apiPorts.map((port, index) =>
    service(`programming-api-${index + 1}`, homes.api, port, {
      ...ofApis,
      TOUCHSTONE_FORGEABLE: String(options.forgeable),
      TOUCHSTONE_DISK_FOLDER: options.folder,
      ...options.apiSettings,
      ...frontVariables(options),
    }),
  );
  const apiUrls = options.apiPorts.map((port) => `http://127.0.0.1:${port}`).join(',');
  const graders = options.graderPorts.map((port, index) => {
    const name = `grader-api-${index + 1}`;
    return service(name, homes.grader, port, {
      ...ofGraders,
      TOUCHSTONE_API_URLS: apiUrls,
      TOUCHSTONE_GRADER_NAME: name,
      TOUCHSTONE_SLOTS: String(options.slots[index] ?? 1),
      ...options.graderSettings,
      TOUCHSTONE_SANDBOX: options.sandbox,
      ...(options.sandboxSocket !== null && { TOUCHSTONE_SANDBOX_SOCKET: options.sandboxSocket }),
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
