import type { Submission } from '@touchstone/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Histogram, type Registry } from 'prom-client';

/** How long students wait: for an answer, and for a result. */
export interface Durations {
  answered(request: FastifyRequest, reply: FastifyReply): void;
  graded(submission: Submission): void;
}

export function createDurations(registers: Registry[]): Durations {
  const answers = new Histogram({
    name: 'touchstone_http_duration_seconds',
    help: 'from a request to the end of its answer, without event streams',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers,
  });
  const gradings = new Histogram({
    name: 'touchstone_accepted_to_graded_seconds',
    help: 'from accepting a submission until its result is stored, also if it shares the result of an identical one in flight',
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800],
    registers,
  });
  return {
    answered(request, reply) {
      const { config, url } = request.routeOptions;
      if (config.streams === true) return;
      answers.observe(
        { method: request.method, route: url ?? 'none', status: reply.statusCode },
        reply.elapsedTime / 1000,
      );
    },
    graded({ createdAt, gradedAt }) {
      if (gradedAt !== null)
        gradings.observe((Date.parse(gradedAt) - Date.parse(createdAt)) / 1000);
    },
  };
}
