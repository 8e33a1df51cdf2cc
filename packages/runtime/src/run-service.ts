import type { Logger } from 'pino';
import { within } from './deadline.ts';
import { createLogger } from './logger.ts';

export interface ServiceProcessOptions {
  readonly name: string;
  readonly logLevel: string;
  /** After this time a service that is still closing counts as stuck, and its process exits. */
  readonly closeTimeoutMs: number;
  /** Resolves when the service runs, to what closes it and all that it opened. */
  readonly start: (logger: Logger) => Promise<() => Promise<void>>;
}

/**
 * Runs a service as this process, until SIGINT or SIGTERM. The exit status is 0 after an orderly
 * close. It is 1, with a line in the log, when the service does not start, does not close in time,
 * or leaves an exception or a rejection unhandled: nobody knows what state it is in then, and its
 * supervisor starts a new one.
 */
export async function runService(options: ServiceProcessOptions): Promise<void> {
  const { name, logLevel, closeTimeoutMs, start } = options;
  const logger = createLogger({ name, level: logLevel });
  // The logger writes before it returns, so the line is in the log when the process exits.
  const fail = (message: string, error: unknown): never => {
    logger.fatal({ err: error }, message);
    process.exit(1);
  };
  process.on('uncaughtException', (error) => fail('An exception was not handled', error));
  process.on('unhandledRejection', (error) => fail('A rejection was not handled', error));
  if (process.getuid?.() === 0) {
    logger.warn('Started as root: an ordinary user is enough, and safer');
  }

  const close = await start(logger).catch((error: unknown) =>
    fail('The service did not start', error),
  );
  const stop = async (): Promise<void> => {
    await within(close(), closeTimeoutMs, 'Closing the service').catch((error: unknown) =>
      fail('The service did not close', error),
    );
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop());
}
