import { chmod, chown, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ServiceHome } from './service-homes.ts';

/** The secrets of a service: for each the variable with the path, and the file name. */
const secretFiles = {
  databaseUrl: ['TOUCHSTONE_DATABASE_URL_FILE', 'database-url'],
  redisUrl: ['TOUCHSTONE_REDIS_URL_FILE', 'redis-url'],
  graderSecret: ['TOUCHSTONE_GRADER_SECRET_FILE', 'grader-secret'],
  smtpUrl: ['TOUCHSTONE_SMTP_URL_FILE', 'smtp-url'],
} as const;

type Secret = keyof typeof secretFiles;
/** Without a mail server there is no address of it. */
export type ServiceSecrets = Readonly<
  Record<Exclude<Secret, 'smtpUrl'>, string> & Partial<Record<Secret, string>>
>;

/**
 * Writes secrets into new files that only the service's user can read, so that they are not in any
 * environment. Resolves to the variables with their paths.
 */
export async function writeSecrets(
  home: ServiceHome,
  secrets: ServiceSecrets,
): Promise<Record<string, string>> {
  const { user } = home;
  const folder = join(home.folder, 'secrets');
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { mode: 0o700 });
  const variables: Record<string, string> = {};
  for (const [secret, [variable, name]] of Object.entries(secretFiles)) {
    const value = secrets[secret as Secret];
    if (value === undefined) continue;
    const file = join(folder, name);
    await writeFile(file, value, { mode: 0o400, flag: 'wx' });
    if (user !== null) await chown(file, user.uid, user.gid);
    variables[variable] = file;
  }
  if (user !== null) {
    await chown(folder, 0, user.gid);
    await chmod(folder, 0o710);
  }
  return variables;
}
