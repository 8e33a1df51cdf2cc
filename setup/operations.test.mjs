import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

/** @param {string} path in the checkout */
const read = (path) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
/** @type {(text: string, pattern: RegExp) => string[]} */
const names = (text, pattern) => [...new Set(text.match(pattern))].toSorted();
/** @type {(text: string) => string} */
const firstCells = (text) => text.match(/^\| `[^`]+` +\|/gm)?.join('\n') ?? '';

const page = read('docs/operations.md');
/** The text below a heading, up to the next. @type {(heading: string) => string} */
const section = (heading) => page.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
/** @type {(heading: string) => string} */
const subsection = (heading) => page.split(`\n### ${heading}\n`)[1]?.split('\n##')[0] ?? '';

describe('docs/operations.md', () => {
  it.each(['programming-api', 'grader-api'])(
    'names the variables of %s, and no others',
    (service) => {
      const documented = firstCells(subsection('Both services') + subsection(service));
      const variables = /TOUCHSTONE_\w+/g;
      expect(names(documented, variables)).toEqual(
        names(read(`${service}/src/config.ts`), variables),
      );
    },
  );

  it('names the metrics, and no others', () => {
    const metrics = /\btouchstone_\w+/g;
    const sources =
      read('programming-api/src/health/metrics.ts') + read('grader-api/src/http/metrics.ts');
    expect(names(firstCells(section('Metrics')), metrics)).toEqual(names(sources, metrics));
  });
});
