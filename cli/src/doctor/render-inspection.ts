import type { Inspection, Probe } from '@touchstone/grader-api/offline';

const heads = ['probe', '', 'what was tried'];

/** An inspection as text: the parts of the sandbox, a table of probes, the conclusion. */
export function renderInspection({ parts, probes }: Inspection): string[] {
  const escapes = probes.filter((probe) => probe.found !== null);
  const rows = probes.map((probe) => [probe.name, wordFor(probe), probe.tried]);
  const widths = heads.map((head, column) =>
    Math.max(head.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return [
    ['Sandbox: bubblewrap', ...Object.entries(parts).map((part) => part.join(' '))].join(', '),
    '',
    line(heads),
    ...probes.flatMap((probe, index) => [line(rows[index] ?? []), ...findingOf(probe)]),
    '',
    escapes.length === 0
      ? 'Nothing escapes: this machine can grade.'
      : `This machine cannot grade: ${escapes.map(({ name }) => name).join(', ')}.`,
  ];
}

const wordFor = ({ name, found }: Probe): string => {
  if (found === null) return 'contained';
  return name === 'start' ? 'fails' : 'escapes';
};

function findingOf({ found, remedy }: Probe): string[] {
  if (found === null) return [];
  const change = remedy ?? 'see the message above';
  return [`    found: ${found.replaceAll('\n', '\n           ')}`, `    to change: ${change}`];
}
