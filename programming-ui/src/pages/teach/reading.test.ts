import { expect, it } from 'vitest';
import { NetworkError, ProblemError } from '../../api/problem.ts';
import { createReading } from './reading.ts';

it('keeps what it read when reading again fails, and says so', async () => {
  const answers = [
    () => Promise.resolve('first'),
    () => Promise.reject(new NetworkError('No answer')),
    () => Promise.reject(new ProblemError(404, {}, null)),
  ];
  const reading = createReading(() => answers.shift()?.() ?? Promise.resolve('last'));
  expect(reading.state.current).toMatchObject({ value: null, failure: null });
  await reading.read();
  expect(reading.state.current).toMatchObject({ value: 'first', failure: null, busy: false });
  await reading.read();
  expect(reading.state.current).toMatchObject({ value: 'first', failure: 'failed', busy: false });
  await reading.read();
  expect(reading.state.current).toMatchObject({ value: 'first', failure: 'gone' });
  await reading.read();
  expect(reading.state.current).toMatchObject({ value: 'last', failure: null });
});

it('shows the read that was started last, however late an earlier one is answered', async () => {
  const answers: ((text: string) => void)[] = [];
  const reading = createReading(() => new Promise<string>((resolve) => answers.push(resolve)));
  const early = reading.read();
  const late = reading.read();
  answers[1]?.('late');
  await late;
  answers[0]?.('early');
  await early;
  expect(reading.state.current).toMatchObject({ value: 'late', busy: false });
});
