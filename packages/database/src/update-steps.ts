import { actionsOf, statementsOnOlderTables } from './statements.ts';

/*
 * Servers of the version before go on running while a migration is applied, and after it until they are
 * restarted. So a change that they could not live with takes two migrations, in two versions:
 *
 *   expand    adds what the new version needs; servers of the version before ignore it
 *   contract  removes what no version since a certain migration uses: its name says since which, such as
 *             `0014-contract-since-0012-drop-summary`, and servers that do not know 0012 refuse to serve
 */

type Rule = readonly [pattern: RegExp, what: string];

const contractingStatements: readonly Rule[] = [
  [/^drop (?:table|view|materialized view|function|type|sequence|schema)\b/, 'drops'],
  [/^truncate\b/, 'empties a table'],
  [/^revoke\b/, 'takes a right'],
  [/^alter (?:type|view|sequence|schema|function)\b.*\brename\b/, 'renames'],
];
const contractingActions: readonly Rule[] = [
  [/^drop (?!constraint\b)/, 'drops a column'],
  [/^rename (?!constraint\b)/, 'renames'],
  [/^alter\b.* (?:set data )?type\b/, 'changes a type'],
  [/^alter\b.* set not null\b/, 'requires a value'],
  [/^alter\b.* drop default\b/, 'drops a default'],
  [
    /^add (?!constraint\b|check\b|unique\b|primary\b|foreign\b|exclude\b)(?!.*\b(?:default|generated)\b).*\bnot null\b/,
    'adds a column without a default that requires a value',
  ],
];
const tighteningStatements: readonly Rule[] = [[/^create unique index\b/, 'forbids duplicates']];
const tighteningActions: readonly Rule[] = [
  [/^add (?:constraint \w+ )?(?:check|unique|primary key|foreign key|exclude)\b/, 'forbids rows'],
];

/** What servers of the version before may still use, and this migration removes. */
const contractionsIn = (text: string): string[] =>
  matches(text, contractingStatements, contractingActions);

/** What servers of the version before may still write, and this migration forbids. */
const tighteningsIn = (text: string): string[] =>
  matches(text, tighteningStatements, tighteningActions);

function matches(text: string, ofStatements: readonly Rule[], ofActions: readonly Rule[]) {
  const found = (part: string, rules: readonly Rule[]): string[] =>
    rules.filter(([pattern]) => pattern.test(part)).map(([, what]) => `${what}: ${part}`);
  return statementsOnOlderTables(text).flatMap((statement) => [
    ...found(statement, ofStatements),
    ...actionsOf(statement).flatMap((action) => found(action, ofActions)),
  ]);
}

/**
 * The number of the migration since which no version uses what a contracting migration removes; null for
 * another name.
 */
export function contractsSince(name: string): number | null {
  const [, since] = /^\d{4}-contract-since-(\d{4})-/.exec(name) ?? [];
  return since === undefined ? null : Number(since);
}

/** What is wrong with a migration for servers that run beside it, one sentence each. */
export function updateFaults({ name, sql }: { name: string; sql: string }): string[] {
  const since = contractsSince(name);
  const contractions = since === null ? contractionsIn(sql) : [];
  const tightenings = /^-- Old servers: .+/m.test(sql) ? [] : tighteningsIn(sql);
  const faults = [
    ...contractions.map(
      (what) => `${what}. Expand first; then contract in NNNN-contract-since-MMMM-title.sql.`,
    ),
    ...tightenings.map(
      (what) => `${what}. Say in a line "-- Old servers: " why they write nothing of the kind.`,
    ),
    ...(since !== null && since >= Number(name.slice(0, 4))
      ? [`since ${since}: it must be an earlier migration.`]
      : []),
  ];
  return faults.map((fault) => `${name} ${fault}`);
}
