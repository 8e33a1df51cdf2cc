/*
 * Services run on while a migration is applied, and its locks last until the end of its transaction.
 * What takes a lock for a moment only may stand in any migration; what reads or writes a whole table
 * meanwhile holds others up for as long as that takes.
 */

/** `a transaction`: it can't be in one, and a migration is. */
type HeldUp = 'everybody' | 'writers' | 'a transaction';

const rules: readonly (readonly [RegExp, HeldUp])[] = [
  [/^(?:create|drop)\s(?:unique\s)?index\sconcurrently\b/, 'a transaction'],
  [/^create\s(?:unique\s)?index\b/, 'writers'],
  [/^(?:update|delete\sfrom)\b/, 'writers'],
  [/^alter\stable\b.*\balter\b.*\b(?:type\b|set\snot\snull)/, 'everybody'],
  // Stored values are computed for all rows, and so are defaults that differ from row to row.
  [/^alter\stable\b.*\badd\b.*\bgenerated\salways\sas\s\(.*\bstored\b/, 'everybody'],
  [
    /^alter\stable\b.*\badd\b.*\b(?:default\s(?:gen_random_uuid|clock_timestamp|random)\b|as\sidentity\b)/,
    'everybody',
  ],
  [
    /^alter\stable\b(?!.*\bnot\svalid\b).*\badd\b.*\b(?:check|references|unique|primary\skey)\b/,
    'everybody',
  ],
];

/** Whom the statements of a migration hold up for as long as one of its tables is large. */
export function holdsUp(text: string): HeldUp[] {
  const statements = statementsOf(text);
  const created = new Set(
    statements.flatMap((one) => /^create\stable\s(\w+)/.exec(one)?.[1] ?? []),
  );
  return statements
    .filter((statement) => !created.has(tableOf(statement)))
    .flatMap((statement) => rules.find(([pattern]) => pattern.test(statement))?.[1] ?? []);
}

/** Without comments, on one line each, in small letters; strings may be cut at a semicolon. */
const statementsOf = (text: string): string[] =>
  text
    .replaceAll(/--.*$/gm, '')
    .toLowerCase()
    .split(';')
    .map((statement) => statement.replaceAll(/\s+/g, ' ').trim());

const tableOf = (statement: string): string =>
  /^(?:create.* index.*? on|alter table|update|delete from) (\w+)/.exec(statement)?.[1] ?? '';
