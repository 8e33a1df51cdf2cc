import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { checkoutFolder } from '../checkout.ts';

/*
 * Where an installation by systemd has its parts: the names in deploy/systemd/ and docs/operations.md.
 */

export const shippedUnits = join(checkoutFolder, 'deploy/systemd');
export const unitNames = (): string[] =>
  readdirSync(shippedUnits).filter((name) => /\.(?:service|socket|target)$/.test(name));

/** Where the units expect the program. */
export const programFolder = '/opt/touchstone';
export const unitFolder = '/etc/systemd/system';
export const nginxConfiguration = '/etc/touchstone/nginx.conf';
export const secretsFolder = '/etc/touchstone/secrets';

export const users = {
  api: 'touchstone-api',
  grader: 'touchstone-grader',
  sandbox: 'touchstone-sandbox',
  nginx: 'touchstone-nginx',
} as const;

/** The files of `secretsFolder`, by service. */
export const secrets = {
  api: { database: 'api-database-url', redis: 'api-redis-url' },
  grader: { database: 'grader-database-url', redis: 'grader-redis-url' },
} as const;
export const secretNames = [
  ...Object.values(secrets).flatMap((files) => Object.values(files)),
  'grader-secret',
];
