import { expect, it } from 'vitest';
import { maxAnswerBytes, pageSide, workerSide } from './shared-memory.ts';

const sides = () => {
  const memory = new SharedArrayBuffer(64 + maxAnswerBytes);
  return { page: pageSide(memory), worker: workerSide(memory) };
};

it.each(['', 'Ada', 'größer 🎲'])('passes on the answer %j', (line) => {
  const { page, worker } = sides();
  page.answer(line);
  expect(worker.waitForAnswer()).toBe(line);
});

it('distinguishes the end of the input from an empty line', () => {
  const { page, worker } = sides();
  page.answer(null);
  expect(worker.waitForAnswer()).toBeNull();
});

it('ends every wait when Stop is pressed, which is reported once', () => {
  const { page, worker } = sides();
  page.interrupt();
  expect(worker.interruptBuffer[0]).toBe(2);
  expect(worker.waitForAnswer()).toBeNull();
  worker.pause(1e9);
  worker.waitForPage(1e6);
  expect([worker.takeInterrupt(), worker.takeInterrupt()]).toEqual([true, false]);
});

it('lets the worker continue when the page has caught up', () => {
  const { page, worker } = sides();
  page.noteShown(1_000);
  worker.waitForPage(1_001);
});

it('discards what came too late', () => {
  const { page, worker } = sides();
  page.interrupt();
  page.answer('late');
  worker.clear();
  page.answer('new');
  expect(worker.waitForAnswer()).toBe('new');
  expect(worker.takeInterrupt()).toBe(false);
});
