import type { Callers, WhileViewing } from '@touchstone/contracts';
import type {
  FastifyBaseLogger,
  FastifyInstance,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';

/** A Fastify instance that types requests by the zod schemas of its routes. */
export type TypedApp = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  ZodTypeProvider
>;

declare module 'fastify' {
  interface FastifyContextConfig {
    /** A POST that changes nothing: accepts any content type and any origin. */
    reads?: boolean;
    /** An event stream; how long it is open is not measured. */
    streams?: boolean;
    /** A call without a body, which therefore needs no content type. */
    bodiless?: boolean;
    /** Who may make the call; `people/enforce-callers.ts` refuses others. */
    callers?: Callers;
    /** Whom the call is about while a teacher views a course as a student. */
    whileViewing?: WhileViewing;
  }
}

/** Refuses every query parameter. */
export const noQuery = z.strictObject({});
