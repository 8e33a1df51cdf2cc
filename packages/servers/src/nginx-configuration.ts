import {
  cacheControl,
  pageHeaders,
  problemMediaType,
  problems,
  problemTypeUri,
  type Problem,
  type ProblemType,
} from '@touchstone/contracts';
import { existsSync, readFileSync } from 'node:fs';
import { isIP } from 'node:net';

export interface NginxConfigurationOptions {
  port: number;
  /** The address to listen on; 127.0.0.1 by default. `::` accepts IPv4 as well. */
  host?: string;
  /** Networks of proxies that are trusted to name the client; none by default. */
  trustedNetworks?: readonly string[];
  /** A free port on loopback for the server block of the pages. */
  uiPort: number;
  /** At least one of each. */
  apiPorts: readonly number[];
  graderPorts: readonly number[];
}

const templates = new URL('../nginx/', import.meta.url);
/** Debian: libnginx-mod-http-brotli-static. */
const brotliModule = '/usr/lib/nginx/modules/ngx_http_brotli_static_module.so';

/**
 * The problems for nginx's own statuses. A status without a problem in the contract becomes the
 * closest one that has; 494 is nginx's status for headers that are too large.
 */
const ownErrors: readonly { statuses: readonly number[]; problem: ProblemType }[] = [
  { statuses: [400, 411, 412, 415, 416, 417, 421, 501, 505], problem: 'invalid-request' },
  { statuses: [401, 402, 403], problem: 'forbidden' },
  { statuses: [404], problem: 'not-found' },
  { statuses: [405], problem: 'method-not-allowed' },
  { statuses: [413, 414], problem: 'too-large' },
  { statuses: [429], problem: 'rate-limited' },
  { statuses: [431, 494], problem: 'headers-too-large' },
  { statuses: [500, 507], problem: 'internal-error' },
  { statuses: [502], problem: 'gateway-error' },
  { statuses: [503], problem: 'unavailable' },
  { statuses: [504], problem: 'gateway-timeout' },
];

/** The text of nginx.conf for `startNginx`, whose `site` is the folder of the built pages. */
export function createNginxConfiguration(options: NginxConfigurationOptions): string {
  const { trustedNetworks = [], uiPort } = options;
  const values = {
    ...valuesOfAll(existsSync(brotliModule)),
    listen: listenAddress(options),
    realIpFrom: trustedNetworks.map((network) => `  set_real_ip_from ${network};`).join('\n'),
    trustedNetworks: trustedNetworks.map((network) => `    ${network} 1;`).join('\n'),
    faultLog: 'work/faults.log',
    pagesListen: `127.0.0.1:${uiPort}`,
    uiPort: String(uiPort),
    uiServers: upstreamServers([uiPort]),
    apiServers: upstreamServers(options.apiPorts),
    graderServers: upstreamServers(options.graderPorts),
  };
  return fill('touchstone', {
    ...values,
    front: fill('front', values),
    pages: fill('pages', values),
  });
}

/** The parts of nginx that containers run one by one, with their ports. */
const imagePorts = { front: 7800, pages: 7803 } as const;
export type NginxPart = keyof typeof imagePorts;

/**
 * The text of nginx.conf in the image. What is known only in the running container is in files in
 * `work/`: `start-nginx` writes the addresses of the servers and the trusted networks.
 */
export function createImageConfiguration(part: NginxPart): string {
  const include = (name: string): string => `    include work/${name};`;
  const values = {
    ...valuesOfAll(true),
    listen: String(imagePorts.front),
    realIpFrom: include('real-ip-from'),
    trustedNetworks: include('trusted-networks'),
    faultLog: '/dev/stdout',
    pagesListen: String(imagePorts.pages),
    uiPort: String(imagePorts.pages),
    uiServers: include('programming-ui'),
    apiServers: include('programming-api'),
    graderServers: include('grader-api'),
  };
  const parts = { front: '', pages: '', [part]: fill(part, values) };
  return fill('touchstone', { ...values, ...parts });
}

/** What every configuration contains. */
function valuesOfAll(hasBrotli: boolean): Record<string, string> {
  return {
    loadBrotli: hasBrotli ? `load_module ${brotliModule};` : '',
    brotliStatic: hasBrotli ? 'brotli_static on;' : '',
    errorPages: ownErrors.map(errorPage).join('\n'),
    problemLocations: ownErrors.map(({ problem }) => problemLocation(problem)).join('\n'),
    pageHeaders: Object.entries(pageHeaders)
      .map(([name, value]) => `    add_header ${name} "${value}" always;`)
      .join('\n'),
    ...cacheControl,
  };
}

function fill(template: string, values: Readonly<Record<string, string>>): string {
  const text = readFileSync(new URL(`${template}.conf.template`, templates), 'utf8');
  return text.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`nginx's template has an unknown {{${name}}}`);
    return value;
  });
}

function listenAddress({ host = '127.0.0.1', port }: NginxConfigurationOptions): string {
  if (host === '::') return `[::]:${port} ipv6only=off`;
  return isIP(host) === 6 ? `[${host}]:${port}` : `${host}:${port}`;
}

function upstreamServers(ports: readonly number[]): string {
  if (ports.length === 0) throw new Error('nginx needs at least one server of each kind');
  return ports.map((port) => `    server 127.0.0.1:${port} max_fails=0;`).join('\n');
}

const problemAddress = (type: ProblemType): string => `/nginx-problem/${type}`;

function errorPage({ statuses, problem }: (typeof ownErrors)[number]): string {
  return `  error_page ${statuses.join(' ')} =${problems[problem].status} ${problemAddress(problem)};`;
}

/** Problems that are the server's fault name the request, as everywhere. */
function problemLocation(type: ProblemType): string {
  const { status, title } = problems[type];
  const document: Problem = { type: problemTypeUri(type), title, status };
  if (status >= 500) document.requestId = '$kept_request_id';
  return [
    `    location = ${problemAddress(type)} {`,
    '      internal;',
    `      default_type ${problemMediaType};`,
    '      add_header X-Content-Type-Options nosniff always;',
    '      add_header Cache-Control no-store always;',
    '      add_header X-Request-Id $kept_request_id always;',
    `      return ${status} '${JSON.stringify(document)}';`,
    '    }',
  ].join('\n');
}
