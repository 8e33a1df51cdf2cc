import { expect, test } from 'vitest';
import { Outage } from './outage.ts';

function anOutage() {
  let nowMs = 0;
  const outage = new Outage(100, () => nowMs);
  const at = (ms: number): Outage => {
    nowMs = ms;
    return outage;
  };
  return at;
}

test('a process that has just started gives graders time to report', () => {
  const at = anOutage();
  expect(at(500).isOver).toBe(false);
  at(500).answered();
  expect(at(599).isOver).toBe(false);
  at(599).answered();
  expect(at(600).isOver).toBe(true);
});

test('after a failure that time starts with the next answer', () => {
  const at = anOutage();
  at(0).answered();
  at(150).failed();
  expect(at(400).isOver).toBe(false);
  at(400).answered();
  expect(at(499).isOver).toBe(false);
  expect(at(500).isOver).toBe(true);
});

test('after a silence as well', () => {
  const at = anOutage();
  at(0).answered();
  at(10_000).answered();
  expect(at(10_000).isOver).toBe(true);
  at(20_001).answered();
  expect(at(20_100).isOver).toBe(false);
  expect(at(20_101).isOver).toBe(true);
});
