import { renderTable } from '../table.ts';
import { bareName, type Measurement } from './measurement.ts';

const figure = (value: number) => (Number.isNaN(value) ? '-' : value.toFixed(1));

/** Lines for a terminal: each contender's figures, and its rate compared to bare Python's. */
export function renderMeasurement(cores: number, { cells, idle, notes }: Measurement): string[] {
  const rates = cells.map(({ program, contender, perSecond, p50Ms, p95Ms }) => {
    const bare = cells.find((cell) => cell.program === program && cell.contender === bareName);
    const ratio = bare === undefined ? NaN : perSecond / bare.perSecond;
    const times = [figure(p50Ms), figure(p95Ms)];
    return [`${program}, ${contender}`, figure(perSecond), `${ratio.toFixed(2)} x`, ...times];
  });
  const waits = idle.map(({ program, judge, p50Ms, p95Ms }) => [
    `${program}, ${judge}`,
    figure(p50Ms),
    figure(p95Ms),
  ]);
  const table = renderTable(['', 'p50 ms', 'p95 ms'], waits);
  const idleLines = ['', 'Idle, one after the other with pauses:', '', ...table];
  return [
    `On ${cores === 1 ? 'one core' : `${cores} cores`}, ${cores} at once:`,
    '',
    ...renderTable(['', 'a second', 'to bare', 'p50 ms', 'p95 ms'], rates),
    ...(waits.length === 0 ? [] : idleLines),
    ...(notes.length === 0 ? [] : ['', ...notes]),
    '',
  ];
}
