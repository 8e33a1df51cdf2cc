import { describe } from 'vitest';
import { describeMessaging } from '../../test/messaging-conformance.ts';
import { createInProcessMessaging } from './messaging.ts';

describe('messaging in one process', () => {
  describeMessaging(() => {
    const messaging = createInProcessMessaging();
    return Promise.resolve({
      first: messaging,
      second: messaging,
      // Its clock is this process's.
      passTime: () => Promise.resolve(),
      close: () => messaging.close(),
    });
  });
});
