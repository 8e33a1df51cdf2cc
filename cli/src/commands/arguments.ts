import { InvalidArgumentError, Option } from 'commander';

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

export const redisOption = (): Option =>
  new Option(
    '--redis <url>',
    'with --database: tells the running APIs to read the course again',
  ).argParser(address('redis:', 'rediss:'));

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
