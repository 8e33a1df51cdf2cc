/** The system that a command works on. With a database it also needs the Redis of its APIs, to notify them. */
export type Target = { dataFolder: string } | { databaseUrl: string; redisUrl: string | undefined };
