import type { Inspection, Probe } from '@touchstone/grader-api/offline';

const heads = ['probe', '', 'what was tried'];

/** An inspection for reading: what the sandbox is made of, a table of probes, the conclusion. */
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
      ? 'All holds: this machine is fit to grade on.'
      : `This machine is not fit to grade on: ${escapes.map(({ name }) => name).join(', ')}.`,
  ];
}

const wordFor = ({ name, found }: Probe): string => {
  if (found === null) return 'holds';
  return name === 'start' ? 'fails' : 'escapes';
};

function findingOf({ found, remedy }: Probe): string[] {
  if (found === null) return [];
  const change = remedy ?? 'see what is said above';
  return [`    found: ${found.replaceAll('\n', '\n           ')}`, `    to change: ${change}`];
}
