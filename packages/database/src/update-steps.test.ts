import { describe, expect, it } from 'vitest';
import { contractsSince, updateFaults } from './update-steps.ts';

const faultsOf = (sql: string, name = '0012-next'): string[] => updateFaults({ name, sql });

describe('updateFaults', () => {
  it.each([
    ['drop table drafts', 'drops'],
    ['alter table drafts drop column code', 'drops a column'],
    ['ALTER TABLE drafts\n  ADD COLUMN a text, DROP code', 'drops a column'],
    ['alter table drafts rename to texts', 'renames'],
    ['alter table drafts rename column code to text', 'renames'],
    ['alter table only drafts alter column revision type bigint', 'changes a type'],
    ['alter table drafts alter code set data type varchar(9)', 'changes a type'],
    ['alter table drafts alter column code set not null', 'requires a value'],
    ['alter table drafts alter column code drop default', 'drops a default'],
    ["alter table drafts add column a text not null check (a <> '')", 'adds a column without'],
    ['alter table drafts add a numeric(9, 2) not null', 'adds a column without'],
    ['revoke select on drafts from public', 'takes a right'],
    ['truncate drafts', 'empties a table'],
  ])('%s: %s', (sql, what) => {
    expect(faultsOf(sql)).toEqual([expect.stringContaining(`0012-next ${what}`)]);
    expect(faultsOf(sql, '0012-contract-since-0011-next')).toEqual([]);
  });

  it.each([
    'alter table drafts add constraint a check (true) not valid',
    'alter table drafts add unique (code)',
    'create unique index a on drafts (code)',
  ])('%s: needs a reason', (sql) => {
    expect(faultsOf(sql)).toEqual([expect.stringContaining('-- Old servers: ')]);
    expect(faultsOf(`-- Old servers: they write no such rows.\n${sql}`)).toEqual([]);
    expect(faultsOf(sql, '0012-contract-since-0011-next')).not.toEqual([]);
  });

  it.each([
    'alter table drafts add column a text',
    "alter table drafts add column a text not null default ''",
    'alter table drafts alter column code drop not null, drop constraint drafts_code_check',
    'alter table drafts add column a integer check (a is not null)',
    'create index a on drafts (code); drop index b',
    'create table a (n integer not null); alter table a add unique (n); drop index if exists a_n',
    '-- drop table drafts',
  ])('%s: fits', (sql) => {
    expect(faultsOf(sql)).toEqual([]);
  });

  it('a migration can contract only what an earlier one made unused', () => {
    expect(faultsOf('drop table drafts', '0012-contract-since-0012-next')).toEqual([
      '0012-contract-since-0012-next since 12: it must be an earlier migration.',
    ]);
  });
});

it('reads since when nothing uses what a migration removes', () => {
  expect(contractsSince('0014-contract-since-0012-drop-summary')).toBe(12);
  expect(contractsSince('0014-contracts')).toBeNull();
});
