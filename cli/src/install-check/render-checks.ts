import type { Check } from './check.ts';

/** Checks as text: a line each, and for what is wrong what to do. */
export function renderChecks(checks: readonly Check[]): string[] {
  const missing = checks.filter(({ found }) => found !== null);
  return [
    ...checks.flatMap(({ name, found, remedy }) =>
      found === null
        ? [`ok       ${name}`]
        : [`missing  ${name}: ${found}`, `         to do: ${remedy ?? ''}`],
    ),
    '',
    missing.length === 0
      ? 'The installation is complete.'
      : `${missing.length} of ${checks.length} checks failed.`,
  ];
}
