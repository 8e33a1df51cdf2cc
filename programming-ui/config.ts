/** Settings of the development server, from the environment; nothing else here reads it. */
export interface DevServerConfig {
  /** The server that answers the page's requests. */
  readonly apiUrl: string;
  /** Where the page is served; the next free port if it is in use. */
  readonly port: number;
}

export function readDevServerConfig(env: NodeJS.ProcessEnv = process.env): DevServerConfig {
  const apiUrl = env['TOUCHSTONE_API_URL'] ?? 'http://127.0.0.1:7800';
  const port = Number(env['TOUCHSTONE_UI_PORT'] ?? '5173');
  const faults: string[] = [];
  if (!URL.canParse(apiUrl))
    faults.push('TOUCHSTONE_API_URL must be a URL, such as http://127.0.0.1:7800');
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    faults.push('TOUCHSTONE_UI_PORT must be a port number');
  if (faults.length > 0) throw new Error(faults.join('\n'));
  return { apiUrl, port };
}
