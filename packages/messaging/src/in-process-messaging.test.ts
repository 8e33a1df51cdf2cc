import { describe } from 'vitest';
import { describeMessaging } from '../test/messaging-conformance.ts';
import { createInProcessMessaging } from './in-process-messaging.ts';

describe('messaging in one process', () => {
  describeMessaging(() => {
    const messaging = createInProcessMessaging();
    return Promise.resolve({
      first: messaging,
      second: messaging,
      close: () => messaging.close(),
    });
  });
});
