import { spawnService, waitFor, type ServiceProcess } from '@touchstone/test-kit';
import { expect, onTestFinished, test } from 'vitest';

type Fault = 'none' | 'start' | 'close' | 'hang' | 'rejection' | 'exception';

function launch(fault: Fault): ServiceProcess {
  const service = spawnService(new URL('fixtures/service.ts', import.meta.url), { FAULT: fault });
  onTestFinished(() => service.kill('SIGKILL'));
  return service;
}

async function launchAndSend(fault: Fault, signal: NodeJS.Signals): Promise<ServiceProcess> {
  const service = launch(fault);
  await waitFor(() => service.output().includes('Running'), { what: 'the service' });
  service.kill(signal);
  return service;
}

test.each(['SIGTERM', 'SIGINT'] as const)('closes on %s and exits with 0', async (signal) => {
  const service = await launchAndSend('none', signal);
  expect(await service.exited).toBe(0);
});

test.each([
  ['hang', 'does not finish in time', 'Closing the service took longer than 300 ms'],
  ['close', 'fails', 'a socket is stuck'],
] as const)('exits with 1 and logs that when closing (%s) %s', async (fault, _what, reason) => {
  const service = await launchAndSend(fault, 'SIGTERM');
  expect(await service.exited).toBe(1);
  expect(service.output()).toContain('The service did not close');
  expect(service.output()).toContain(reason);
});

test.each([
  ['rejection', 'A rejection was not handled', 'forgotten'],
  ['exception', 'An exception was not handled', 'overlooked'],
] as const)('logs an unhandled %s and exits with 1', async (fault, message, reason) => {
  const service = await launchAndSend(fault, 'SIGUSR2');
  expect(await service.exited).toBe(1);
  expect(service.output()).toContain(message);
  expect(service.output()).toContain(reason);
});

test('logs why a service does not start, and exits with 1', async () => {
  const service = launch('start');
  expect(await service.exited).toBe(1);
  expect(service.output()).toContain('The service did not start');
  expect(service.output()).toContain('no database');
});
