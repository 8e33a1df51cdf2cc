export * from './port.ts';
export { emptyingMs, lanes, liveLanes } from './lanes.ts';
export type { Lane, LaneState, LaneStates, Place, Prospect } from './lanes.ts';
export { createInProcessCounters } from './in-process/counters.ts';
export { createInProcessMessaging } from './in-process/messaging.ts';
export { createRedisMessaging } from './redis/messaging.ts';
export { redisUserLine, redisUsers, type RedisRole } from './redis/users.ts';
export { readStoreRefusal } from './store-refusal.ts';
