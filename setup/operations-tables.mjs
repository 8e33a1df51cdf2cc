import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { environmentSettings } from '../cli/src/config.ts';
import { operatorSettings as graderSettings } from '../grader-api/src/config.ts';
import { createMetrics as createGraderMetrics } from '../grader-api/src/metrics/metrics.ts';
import { serviceSecretShape } from '../packages/runtime/src/environment.ts';
import {
  limitSettings,
  mailSettings,
  operatorSettings as apiSettings,
  secretFiles,
  secretVariables,
  smtpUrlFile,
  smtpUrlSchema,
} from '../programming-api/src/config.ts';
import { createMetrics as createApiMetrics } from '../programming-api/src/metrics/metrics.ts';

/*
 * The tables of docs/operations.md that are made from the code. A line `<!-- table: NAME -->` in the page
 * stands before each.
 */

/**
 * @typedef {{ meta(): Record<string, unknown> | undefined, safeParse(value: unknown): { success: boolean, data?: unknown } }} Setting
 * @typedef {Record<string, Setting>} Settings
 * @typedef {{ variable: string, what: string, missing: string }} Row
 */

/** By name: the rows, of which the first are the headings. @returns {Record<string, string[][]>} */
export function operationsTables() {
  const api = rowsOf(apiSettings);
  const grader = rowsOf(graderSettings);
  const shared = api.filter(({ variable }) => isIn(grader, variable));
  const alone = (/** @type {Row[]} */ rows) =>
    rows.filter(({ variable }) => !isIn(shared, variable));
  return {
    'settings of both services': settingsTable([
      ...shared.map((row) => inBoth(row, grader)),
      ...secretRows(),
    ]),
    'settings of programming-api': settingsTable(alone(api)),
    limits: settingsTable(rowsOf(limitSettings)),
    mail: settingsTable(mailRows()),
    'settings of grader-api': settingsTable(alone(grader)),
    'settings of commands': settingsTable(rowsOf(environmentSettings)),
    metrics: metricsTable(),
    alerts: alertsTable(),
  };
}

/** @type {(rows: readonly Row[], variable: string) => boolean} */
const isIn = (rows, variable) => rows.some((row) => row.variable === variable);

/** @type {(row: Row, grader: readonly Row[]) => Row} */
function inBoth(row, grader) {
  const other = grader.find(({ variable }) => variable === row.variable);
  if (other === undefined || other.missing === row.missing) return row;
  return { ...row, missing: `API ${row.missing}, grader ${other.missing}` };
}

/** @param {readonly Row[]} rows */
const settingsTable = (rows) => [
  ['variable', 'what', 'if missing'],
  ...rows.map(({ variable, what, missing }) => [code(variable), what, missing]),
];

/** @param {Settings} settings @returns {Row[]} */
function rowsOf(settings) {
  return Object.values(settings).flatMap((setting) => {
    const { variable, description, ifMissing } = setting.meta() ?? {};
    if (typeof variable !== 'string') return [];
    if (typeof description !== 'string') throw new Error(`${variable} has no description`);
    return [{ variable, what: description, missing: String(ifMissing ?? presetOf(setting)) }];
  });
}

/** @param {Setting} setting */
function presetOf(setting) {
  const { success, data } = setting.safeParse(undefined);
  if (!success) return 'it does not start';
  const text = Array.isArray(data) ? data.join(',') : String(data ?? '');
  if (text === '') return 'none';
  return typeof data === 'number' ? text : code(text);
}

/** @returns {Row[]} */
function secretRows() {
  const names = /** @type {(keyof typeof secretVariables)[]} */ (Object.keys(secretVariables));
  const itself = names.map((name) => ({
    variable: secretVariables[name],
    what: String(serviceSecretShape[name].meta()?.description),
    missing: 'it does not start',
  }));
  const files = names.map((name) => ({
    variable: secretFiles[name],
    what: `a file that contains ${code(secretVariables[name])}`,
    missing: 'the variable itself is read',
  }));
  return [...itself, ...files];
}

/** @returns {Row[]} */
function mailRows() {
  const [smtpUrl] = rowsOf({ smtpUrl: smtpUrlSchema });
  if (smtpUrl === undefined) throw new Error('the mail server has no variable');
  const what = `a file that contains ${code(smtpUrl.variable)}`;
  const file = { variable: smtpUrlFile, what, missing: 'the variable itself is read' };
  return [smtpUrl, file, ...rowsOf(mailSettings)];
}

/** @typedef {{ name: string, help: string, type: unknown, labelNames: string[] }} Metric */

function metricsTable() {
  const { registry, ofGrader } = createGraderMetrics();
  ofGrader(1);
  /** @type {(of: string) => string[][]} */
  const rows = (of) =>
    /** @type {Metric[]} */ (/** @type {unknown} */ (registry.getMetricsAsArray())).map(
      ({ name, help, type, labelNames }) => [
        code(name),
        of,
        [String(type), ...labelNames.map(code)].join(', '),
        help,
      ],
    );
  const graderRows = rows('grader');
  registry.clear();
  const never = () => Promise.reject(new Error('only the names are read'));
  createApiMetrics({
    registry,
    lanes: never,
    oldestQueuedSeconds: never,
    openStreams: () => 0,
    freeDiskBytes: () => null,
  }).reportReadiness(never);
  return [['metric', 'of', 'kind and labels', 'meaning'], ...rows('API'), ...graderRows];
}

function alertsTable() {
  const file = new URL('../deploy/prometheus/alerts.yml', import.meta.url);
  const { groups } = parse(readFileSync(file, 'utf8'));
  return [
    ['alert', 'severity', 'when', 'what it means, and what to do'],
    .../** @type {{ rules: any[] }[]} */ (groups).flatMap(({ rules }) =>
      rules.map(({ alert, for: forTime, labels, annotations }) => [
        code(alert),
        labels.severity,
        annotations.summary + (forTime === undefined ? '' : `, for ${forTime}`),
        annotations.description,
      ]),
    ),
  ];
}

/** @param {string} text */
const code = (text) => `\`${text}\``;
