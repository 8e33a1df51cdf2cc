import { execFile } from 'node:child_process';
import { chmod, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startNginx, type RunningServer } from '@touchstone/servers';

const documentation = new URL('../docs/operations.md', import.meta.url);

/** The nginx of docs/operations.md, with a self-signed certificate, in front of a stack. */
export async function startTlsProxy(options: {
  folder: string;
  host: string;
  port: number;
  stackPort: number;
}): Promise<RunningServer> {
  const { folder, host, port, stackPort } = options;
  await mkdir(folder, { recursive: true });
  const [certificate, key] = [join(folder, 'certificate.pem'), join(folder, 'key.pem')];
  await promisify(execFile)('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'],
    ...['-days', '2', '-subj', `/CN=${host}`, '-addext', `subjectAltName=DNS:${host}`],
    ...['-out', certificate, '-keyout', key],
  ]);
  // nginx reads it as an unprivileged user.
  await chmod(key, 0o644);

  const page = await readFile(documentation, 'utf8');
  const example = page.split('```nginx\n')[1]?.split('```')[0] ?? '';
  const servers = example
    .slice(example.indexOf('server {', 1))
    .replace('listen 443 ssl', `listen 127.0.0.1:${port} ssl`)
    .replaceAll('courses.example.org;', `${host};`)
    .replace(/ssl_certificate .*;/, `ssl_certificate ${certificate};`)
    .replace(/ssl_certificate_key .*;/, `ssl_certificate_key ${key};`)
    .replace('127.0.0.1:7800', `127.0.0.1:${stackPort}`);
  const configuration = `
    daemon off;
    pid work/nginx.pid;
    error_log stderr warn;
    events {}
    http {
      access_log off;
      client_body_temp_path work/body;
      proxy_temp_path work/proxy;
      fastcgi_temp_path work/fastcgi;
      uwsgi_temp_path work/uwsgi;
      scgi_temp_path work/scgi;
      ${servers}
    }`;
  return startNginx({ folder, configuration, port });
}
