import { randomBytes } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@touchstone/servers';
import { config, environmentForChildren } from '../config.ts';
import { ownAddresses } from '../shared/addresses.ts';
import type { Cleanup } from '../shared/cleanup.ts';
import { splitSlots } from '../shared/slots.ts';
import { waitForAll } from '../shared/wait-for-all.ts';
import type { RunningStackOptions } from './options.ts';
import { listenForSandboxes } from './sandbox-socket.ts';
import type { ServiceHome, ServiceHomes } from './service-homes.ts';
import { launchService } from './service-process.ts';
import { writeSecrets } from './service-secrets.ts';
import type { StackUsers } from '../stack-processes/stack-users.ts';
import { abortable, startAll } from './start-processes.ts';
import type { Stores } from './start-stores.ts';
import { supervise, type StackProcess } from '../stack-processes/supervised.ts';

interface ServicesOptions extends RunningStackOptions {
  stores: Stores;
  homes: ServiceHomes;
  users: StackUsers | null;
}

/** Starts the APIs and graders; resolves when they are ready. */
export async function startServices(
  options: ServicesOptions,
  cleanup: Cleanup,
): Promise<{
  processes: StackProcess[];
  ports: { apiPorts: number[]; graderPorts: number[] };
}> {
  const { stores, homes, users, signal, onNotice } = options;
  const sandboxSocket =
    users === null || stores.sandbox.kind !== 'bubblewrap'
      ? null
      : await listenForSandboxes({ ...homes.grader, user: users.grader }, onNotice);
  cleanup.add(() => sandboxSocket?.close());
  const servicePorts = await Promise.all(
    Array.from({ length: options.apis + options.graders }, () => freePort()),
  );
  const ports = {
    apiPorts: servicePorts.slice(0, options.apis),
    graderPorts: servicePorts.slice(options.apis),
  };
  const { apis, graders } = await createServices(options, ports, sandboxSocket?.path ?? null);
  const processes = [...apis, ...graders];
  // Stopped in reverse order, so that graders can still send their results to the APIs.
  await abortable(signal, processes, () =>
    waitForAll([startAll(apis, cleanup), startAll(graders, cleanup)]),
  );
  return { processes, ports };
}

/**
 * The APIs and graders of the stack, not yet started. `sandboxSocket` is where graders request
 * sandboxes; null if they start them themselves.
 */
async function createServices(
  options: ServicesOptions,
  { apiPorts, graderPorts }: { apiPorts: readonly number[]; graderPorts: readonly number[] },
  sandboxSocket: string | null,
): Promise<{ apis: StackProcess[]; graders: StackProcess[] }> {
  const { stores, homes } = options;
  const graderSecret = randomBytes(32).toString('base64url');
  const common = {
    ...environmentForChildren(),
    NODE_ENV: 'production',
    ...(config.sourceMaps && { NODE_OPTIONS: '--enable-source-maps' }),
    TOUCHSTONE_HOST: '127.0.0.1',
  };
  const ofApis = await writeSecrets(homes.api, {
    databaseUrl: stores.postgres.url(),
    redisUrl: stores.redis.userUrl('api'),
    graderSecret,
    ...(options.mail && { smtpUrl: options.mail.smtpUrl }),
  });
  const ofGraders = await writeSecrets(homes.grader, {
    databaseUrl: stores.graderUrl,
    redisUrl: stores.redis.userUrl('grader'),
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

  const apis = apiPorts.map((port, index) =>
    service(`programming-api-${index + 1}`, homes.api, port, {
      ...ofApis,
      TOUCHSTONE_FORGEABLE: String(stores.sandbox.forgeable),
      TOUCHSTONE_DISK_FOLDER: options.folder,
      ...options.apiSettings,
      ...frontVariables(options),
    }),
  );
  const apiUrls = apiPorts.map((port) => `http://127.0.0.1:${port}`).join(',');
  const slots = splitSlots(options.graders, availableParallelism());
  const graders = graderPorts.map((port, index) => {
    const name = `grader-api-${index + 1}`;
    return service(name, homes.grader, port, {
      ...ofGraders,
      TOUCHSTONE_API_URLS: apiUrls,
      TOUCHSTONE_GRADER_NAME: name,
      TOUCHSTONE_SLOTS: String(slots[index] ?? 1),
      ...options.graderSettings,
      TOUCHSTONE_SANDBOX: stores.sandbox.kind,
      ...(sandboxSocket !== null && { TOUCHSTONE_SANDBOX_SOCKET: sandboxSocket }),
    });
  });
  return { apis, graders };
}

/** Settings for APIs behind nginx: it is their only proxy, and tells them the client's address. */
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
