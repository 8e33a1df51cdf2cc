import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { parse, stringify } from 'yaml';

const prometheus = join(import.meta.dirname, '../../prometheus');
const dashboard = join(import.meta.dirname, '../../grafana/touchstone.json');

/** Fails with what promtool prints. @param {string[]} args */
const promtool = (...args) =>
  execFileSync('promtool', args, { cwd: prometheus, encoding: 'utf8', stdio: 'pipe' });
/** @param {string} file */
const read = (file) => readFileSync(join(prometheus, file), 'utf8');

describe('alerts', () => {
  /** @type {{ alert: string }[]} */
  const rules = parse(read('alerts.yml')).groups.flatMap(
    (/** @type {{ rules: object[] }} */ group) => group.rules,
  );

  test('each is tested where it fires, and where it stays quiet', () => {
    /** @type {{ expr: string, exp_samples: object[] }[]} */
    const cases = parse(read('alerts.test.yml')).tests.flatMap(
      (/** @type {{ promql_expr_test: object[] }} */ { promql_expr_test }) => promql_expr_test,
    );
    for (const { alert } of rules) {
      const counts = cases
        .filter(({ expr }) => expr.includes(`"${alert}"`))
        .map(({ exp_samples }) => exp_samples.length);
      expect([alert, counts]).toEqual([alert, [0, 1]]);
    }
  });

  test('Prometheus computes what their tests expect', () => {
    expect(promtool('test', 'rules', 'alerts.test.yml')).toContain('SUCCESS');
  });
});

test('Prometheus accepts its configuration', () => {
  expect(promtool('check', 'config', 'prometheus.yml')).toContain('SUCCESS');
});

test('Prometheus can parse each query of the dashboard', () => {
  /** @type {{ targets?: { expr: string }[] }[]} */
  const panels = JSON.parse(readFileSync(dashboard, 'utf8')).panels;
  const queries = panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));
  expect(queries.length).toBeGreaterThan(20);
  const rules = queries.map((query, index) => ({
    record: `query_${index}`,
    expr: query.replaceAll('$__rate_interval', '1m'),
  }));
  const folder = mkdtempSync(join(tmpdir(), 'touchstone-queries-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'queries.yml');
  writeFileSync(file, stringify({ groups: [{ name: 'dashboard', rules }] }));
  expect(promtool('check', 'rules', file)).toContain(`${queries.length} rules found`);
});
