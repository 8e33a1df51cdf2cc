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
  /** The address to listen on; 127.0.0.1 by default. `::` takes IPv4 as well. */
  host?: string;
  /** Networks of proxies in front, whose word on the client is believed; none by default. */
  trustedNetworks?: readonly string[];
  /** A free port of loopback for the pages' own server block. */
  uiPort: number;
  /** At least one of each. */
  apiPorts: readonly number[];
  graderPorts: readonly number[];
}

const templateFile = new URL('../../../nginx/touchstone.conf.template', import.meta.url);
/** Debian: libnginx-mod-http-brotli-static. */
const brotliModule = '/usr/lib/nginx/modules/ngx_http_brotli_static_module.so';

/**
 * What nginx's own statuses become. A status that the contract has no problem for is answered as
 * the nearest one it has; 494 is nginx's name for a header that is too long.
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
  const { trustedNetworks = [] } = options;
  const hasBrotli = existsSync(brotliModule);
  const values: Record<string, string> = {
    listen: listenAddress(options),
    realIpFrom: trustedNetworks.map((network) => `  set_real_ip_from ${network};`).join('\n'),
    trustedNetworks: trustedNetworks.map((network) => `    ${network} 1;`).join('\n'),
    uiPort: String(options.uiPort),
    apiServers: upstreamServers(options.apiPorts),
    graderServers: upstreamServers(options.graderPorts),
    loadBrotli: hasBrotli ? `load_module ${brotliModule};` : '',
    brotliStatic: hasBrotli ? 'brotli_static on;' : '',
    errorPages: ownErrors.map(errorPage).join('\n'),
    problemLocations: ownErrors.map(({ problem }) => problemLocation(problem)).join('\n'),
    pageHeaders: Object.entries(pageHeaders)
      .map(([name, value]) => `    add_header ${name} "${value}" always;`)
      .join('\n'),
    ...cacheControl,
  };
  return readFileSync(templateFile, 'utf8').replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`nginx's template asks for an unknown {{${name}}}`);
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

/** A problem of the server's own names the request, as everywhere else. */
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
