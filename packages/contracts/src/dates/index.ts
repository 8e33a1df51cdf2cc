export * from './date-rules.ts';
export * from './zone-time.ts';
