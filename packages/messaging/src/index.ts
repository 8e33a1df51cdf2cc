export * from './port.ts';
export { createInProcessMessaging } from './in-process-messaging.ts';
export type { InProcessMessagingOptions } from './in-process-messaging.ts';
export { createRedisMessaging } from './redis-messaging.ts';
export type { RedisMessagingOptions } from './redis-messaging.ts';
