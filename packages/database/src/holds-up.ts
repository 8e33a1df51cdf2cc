import { statementsOnOlderTables } from './statements.ts';

/*
 * Services go on running while a migration is applied, and its locks last until the end of its
 * transaction. Statements that are quick may be in any migration; those that read or write a whole table
 * hold others up for as long as that takes.
 */

/** `a transaction`: the statement can't run in one, and migrations do. */
type HeldUp = 'everybody' | 'writers' | 'a transaction';

const rules: readonly (readonly [RegExp, HeldUp])[] = [
  [/^(?:create|drop)\s(?:unique\s)?index\sconcurrently\b/, 'a transaction'],
  [/^create\s(?:unique\s)?index\b/, 'writers'],
  [/^(?:update|delete\sfrom)\b/, 'writers'],
  [/^alter\stable\b.*\balter\b.*\b(?:type\b|set\snot\snull)/, 'everybody'],
  // PostgreSQL computes stored values for all rows, and defaults that differ from row to row.
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

/** Whom each statement of a migration holds up if its table is large. */
export const holdsUp = (text: string): HeldUp[] =>
  statementsOnOlderTables(text).flatMap(
    (statement) => rules.find(([pattern]) => pattern.test(statement))?.[1] ?? [],
  );
