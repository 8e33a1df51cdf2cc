import { InvalidArgumentError, Option, type Command } from 'commander';
import { defaultDataFolder } from '../checkout.ts';
import type { Target } from '../shared/target.ts';

/** The end of a command's help: notes, and examples without `touchstone`. */
export const helpEnd = (examples: readonly string[], notes: readonly string[] = []): string =>
  ['', ...notes, 'Examples:', ...examples.map((line) => `  touchstone ${line}`)].join('\n');

/** Parses a whole number within bounds, for options. */
export const wholeNumber =
  (min: number, max: number) =>
  (text: string): number => {
    const number = Number(text);
    if (!/^\d+$/.test(text) || number < min || number > max) {
      throw new InvalidArgumentError(`Give a whole number from ${min} to ${max}.`);
    }
    return number;
  };

/** Parses a number of days, which may be negative, for options. */
export function wholeDays(text: string): number {
  if (!/^[+-]?\d{1,5}$/.test(text)) {
    throw new InvalidArgumentError(
      'Give a whole number of days with at most five digits, such as 364 or -7.',
    );
  }
  return Number(text);
}

/** Parses a URL with one of the schemes, for options. */
export const address =
  (...schemes: string[]) =>
  (text: string): string => {
    const isOne = URL.canParse(text) && schemes.includes(new URL(text).protocol);
    if (!isOne) throw new InvalidArgumentError(`Give a URL that starts with ${schemes[0] ?? ''}//`);
    return text;
  };

export const databaseOption = (): Option =>
  new Option('--database <url>', 'use this PostgreSQL database instead of a data folder')
    .argParser(address('postgres:', 'postgresql:'))
    .conflicts('data');

export const redisOption = (what = 'makes running APIs read the course again'): Option =>
  new Option('--redis <url>', `with --database: ${what}`).argParser(address('redis:', 'rediss:'));

const uuidPattern = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Parses the id of a user or a session; returns it as the database writes it. */
export function uuid(text: string): string {
  if (!uuidPattern.test(text)) {
    throw new InvalidArgumentError(
      'Give a uuid such as 1b4e28ba-2fa1-4d3b-a3f5-6d2c0e9f7a10. The page shows it in its settings.',
    );
  }
  return text.toLowerCase();
}

/** A user's uuid, or the mail address of the account. */
export function userName(text: string): string {
  if (text.includes('@')) return text;
  if (uuidPattern.test(text)) return text.toLowerCase();
  throw new InvalidArgumentError(
    'Give the mail address of the account, or the uuid that the page shows in its settings.',
  );
}

const daysOfUnit: Readonly<Record<string, number>> = { d: 1, w: 7, y: 365 };
const maxDays = 36_500;

/** Parses an age such as `90d`, `12w` or `1y`; returns days. */
export function ageInDays(text: string): number {
  const [, number = '', unit = ''] = /^(\d{1,6})([dwy])$/.exec(text) ?? [];
  const days = Number(number) * (daysOfUnit[unit] ?? Number.NaN);
  if (number === '' || !(days <= maxDays)) {
    throw new InvalidArgumentError('Give days, weeks or years, such as 400d, 60w or 1y.');
  }
  return days;
}

/** Parses a moment, such as 2026-11-02 or 2026-11-02T14:30Z; returns it in UTC. */
export function moment(text: string): string {
  const at = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d))?$/.test(text)
    ? new Date(text)
    : new Date(Number.NaN);
  // A Date takes 31 February for 3 March.
  const day = new Date(text.slice(0, 10));
  const exists = !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text.slice(0, 10));
  if (Number.isNaN(at.getTime()) || !exists) {
    throw new InvalidArgumentError(
      'Give a day such as 2026-11-02, which begins in UTC, or a time such as 2026-11-02T14:30Z.',
    );
  }
  return at.toISOString();
}

export const beforeOption = (): Option =>
  new Option(
    '--before <time>',
    'only submissions received before this time; due: until the assignment was due for the student',
  ).argParser((text: string) => (text === 'due' ? text : moment(text)));

/** Collects a repeated option; the first value replaces the default. */
export const collect = (value: string, before: string[] | undefined): string[] => [
  ...(before ?? []),
  value,
];

export const portOption = (): Option =>
  new Option('--port <number>', 'TCP port of the page')
    .argParser(wholeNumber(1, 65_535))
    .default(7800);

export const gradersOption = (): Option =>
  new Option('--graders <number>', 'number of graders').argParser(wholeNumber(1, 64)).default(2);

const sandboxes = ['auto', 'bubblewrap', 'pyodide'] as const;

export const sandboxOption = (): Option =>
  new Option('--sandbox <kind>', 'sandbox for student code').choices(sandboxes).default('auto');

/** The same for servers, where an environment variable can set it too. */
export const serverSandboxOption = (): Option =>
  new Option('--sandbox <kind>', 'sandbox for student code (default: auto)').choices(sandboxes);

export const courseOption = (): Option =>
  new Option(
    '--course <folder>',
    'course to offer; may be repeated (default: courses/first-steps)',
  ).argParser(collect);

export interface TargetFlags {
  data: string;
  database?: string;
  redis?: string;
}

/** Where users are stored: in a data folder, or in a PostgreSQL with a Redis. */
export const withTargetOptions = (command: Command, state = 'running or not'): Command =>
  command
    .option(
      '--data <folder>',
      `data folder of \`touchstone start\` or \`touchstone stack\`, ${state}`,
      defaultDataFolder,
    )
    .addOption(databaseOption())
    .addOption(redisOption('notifies running APIs immediately'));

export function targetOf(flags: TargetFlags, command: Command): Target {
  if (flags.redis !== undefined && flags.database === undefined) {
    command.error('error: --redis requires --database');
  }
  return flags.database === undefined
    ? { dataFolder: flags.data }
    : { databaseUrl: flags.database, redisUrl: flags.redis };
}
