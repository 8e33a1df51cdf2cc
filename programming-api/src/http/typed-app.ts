import type {
  FastifyBaseLogger,
  FastifyInstance,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';

/** A Fastify whose routes take their types from their zod schemas. */
export type TypedApp = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  ZodTypeProvider
>;

declare module 'fastify' {
  interface FastifyContextConfig {
    /** A POST that only reads: takes any content type and any origin. */
    reads?: boolean;
    /** An event stream, whose duration says nothing. */
    streams?: boolean;
  }
}

/** Unknown query fields are refused, so a call without any says so. */
export const noQuery = z.strictObject({});

/** `{}` or no body at all, which reaches the schema as null. */
export const noBody = z.strictObject({}).nullish();
