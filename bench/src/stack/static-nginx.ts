import path from 'node:path';
import { mkdir, writeFile } from 'node:fs/promises';
import { freePort, startNginx, type RunningServer } from '@touchstone/servers';

const fileName = 'list.json';

/** As many workers as the stack's nginx has; it only sends a file. */
const configurationFor = (port: number): string => `
daemon off;
worker_processes auto;
pid work/nginx.pid;
error_log stderr warn;
events { worker_connections 1024; multi_accept on; }
http {
  access_log off;
  sendfile on;
  tcp_nopush on;
  server_tokens off;
  keepalive_timeout 30s;
  keepalive_requests 1000000;
  types { application/json json; }
  client_body_temp_path work/body;
  proxy_temp_path work/proxy;
  fastcgi_temp_path work/fastcgi;
  uwsgi_temp_path work/uwsgi;
  scgi_temp_path work/scgi;
  server { listen 127.0.0.1:${port} backlog=1024; root site; }
}
`;

/** An nginx that serves `content` as a static file at `target`. */
export async function startStaticNginx(
  folder: string,
  content: string,
): Promise<{ server: RunningServer; target: string }> {
  const site = path.join(folder, 'static-site');
  await mkdir(site, { recursive: true });
  await writeFile(path.join(site, fileName), content);
  const port = await freePort();
  const server = await startNginx({
    folder: path.join(folder, 'static-nginx'),
    configuration: configurationFor(port),
    port,
    site,
  });
  return { server, target: `/${fileName}` };
}
