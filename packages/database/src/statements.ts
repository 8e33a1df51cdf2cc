/*
 * A migration's SQL in a form that patterns can be applied to. It is ours, so this knows no strings or
 * quoted names with semicolons or parentheses in them.
 */

/** Without comments, each on one line, in lower case. */
const statementsOf = (text: string): string[] =>
  text
    .replaceAll(/--.*$/gm, '')
    .toLowerCase()
    .split(';')
    .map((statement) => statement.replaceAll(/\s+/g, ' ').trim());

/** The table that a statement is about; empty if there is none. */
const tableOf = (statement: string): string =>
  /^(?:create.* index.*? on|alter table|update|delete from) (?:only |if exists )*(\w+)/.exec(
    statement,
  )?.[1] ?? '';

/** Statements about tables that were there before: nobody uses those that the migration creates. */
export function statementsOnOlderTables(text: string): string[] {
  const statements = statementsOf(text);
  const created = new Set(
    statements.flatMap((one) => /^create table (?:if not exists )?(\w+)/.exec(one)?.[1] ?? []),
  );
  return statements.filter((statement) => !created.has(tableOf(statement)));
}

/** The actions of an `alter table`, such as `add column a text`; without what is in parentheses. */
export function actionsOf(statement: string): string[] {
  const [, actions = ''] = /^alter table (?:only |if exists )*\w+ (.*)$/.exec(statement) ?? [];
  let flat = actions;
  for (let before = ''; before !== flat;) {
    before = flat;
    flat = flat.replaceAll(/\([^()]*\)/g, '()');
  }
  return flat.split(',').map((action) => action.trim());
}
