import { InvalidArgumentError, Option, type Command } from 'commander';
import { defaultDataFolder } from '../checkout.ts';
import type { UserTarget } from '../users/open-user-store.ts';

/** Parses a whole number within bounds, for options. */
export const wholeNumber =
  (least: number, most: number) =>
  (text: string): number => {
    const number = Number(text);
    if (!/^\d+$/.test(text) || number < least || number > most) {
      throw new InvalidArgumentError(`Give a whole number from ${least} to ${most}.`);
    }
    return number;
  };

/** Parses an address that begins with one of the schemes, for options. */
export const address =
  (...schemes: string[]) =>
  (text: string): string => {
    const isOne = URL.canParse(text) && schemes.includes(new URL(text).protocol);
    if (!isOne)
      throw new InvalidArgumentError(`Give an address that begins with ${schemes[0] ?? ''}//`);
    return text;
  };

export const databaseOption = (): Option =>
  new Option('--database <url>', 'a PostgreSQL instead')
    .argParser(address('postgres:', 'postgresql:'))
    .conflicts('data');

export const redisOption = (what = 'tells the running APIs to read the course again'): Option =>
  new Option('--redis <url>', `with --database: ${what}`).argParser(address('redis:', 'rediss:'));

const uuidPattern = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Parses an id of a user or a session, and gives it as the database writes it. */
export function uuid(text: string): string {
  if (!uuidPattern.test(text)) {
    throw new InvalidArgumentError(
      'Give a uuid, such as 1b4e28ba-2fa1-4d3b-a3f5-6d2c0e9f7a10; the page shows it in its settings.',
    );
  }
  return text.toLowerCase();
}

const daysOfUnit: Readonly<Record<string, number>> = { d: 1, w: 7, y: 365 };
const daysMax = 36_500;

/** Parses an age, `90d`, `12w` or `1y`, and gives it in days. */
export function ageInDays(text: string): number {
  const [, number = '', unit = ''] = /^(\d{1,6})([dwy])$/.exec(text) ?? [];
  const days = Number(number) * (daysOfUnit[unit] ?? Number.NaN);
  if (number === '' || !(days <= daysMax)) {
    throw new InvalidArgumentError('Give days, weeks or years, such as 400d, 60w or 1y.');
  }
  return days;
}

/** Collects an option that may be given more than once; the first one replaces the default. */
export const collect = (value: string, before: string[] | undefined): string[] => [
  ...(before ?? []),
  value,
];

export const portOption = (): Option =>
  new Option('--port <number>', 'TCP port of the page')
    .argParser(wholeNumber(1, 65_535))
    .default(7800);

export const gradersOption = (): Option =>
  new Option('--graders <number>', 'how many graders').argParser(wholeNumber(1, 64)).default(2);

const sandboxes = ['auto', 'bubblewrap', 'pyodide'] as const;

export const sandboxOption = (): Option =>
  new Option('--sandbox <kind>', 'what student code runs in').choices(sandboxes).default('auto');

/** The same for servers, whose environment may say it, too. */
export const serverSandboxOption = (): Option =>
  new Option('--sandbox <kind>', 'what student code runs in (default: auto)').choices(sandboxes);

export const courseOption = (): Option =>
  new Option(
    '--course <folder>',
    'a course to offer, may be given more than once (default: courses/first-steps)',
  ).argParser(collect);

export interface TargetFlags {
  data: string;
  database?: string;
  redis?: string;
}

/** Where users are kept: in a data folder, or in a PostgreSQL beside a Redis. */
export const withTargetOptions = (command: Command): Command =>
  command
    .option(
      '--data <folder>',
      'data folder of `touchstone start` or `touchstone stack`, running or not',
      defaultDataFolder,
    )
    .addOption(databaseOption())
    .addOption(redisOption('tells the running APIs at once'));

export function targetOf(flags: TargetFlags, command: Command): UserTarget {
  if (flags.redis !== undefined && flags.database === undefined) {
    command.error('error: --redis goes together with --database');
  }
  return flags.database === undefined
    ? { dataFolder: flags.data }
    : { databaseUrl: flags.database, redisUrl: flags.redis };
}
