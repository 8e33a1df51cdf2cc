import type { Verdict } from '@touchstone/contracts';
import { emptyingMs, lanes, type LaneState, type LaneStates } from '@touchstone/messaging';
import { within } from '@touchstone/service';
import type { FastifyInstance } from 'fastify';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';

const lanesTimeoutMs = 500;

export interface Metrics {
  handedIn(kind: 'accepted' | 'reused'): void;
  /** For now, so that the student comes again. */
  refused(reason: 'rate-limited' | 'queue-full' | 'storage-full'): void;
  graded(verdict: Verdict): void;
  swept(what: 'requeued' | 'given-up' | 'added-again', count: number): void;
  /** Measures the requests of this app and its children. */
  measure(app: FastifyInstance): void;
  /** Prometheus' text format, and its media type. */
  render(): Promise<{ text: string; contentType: string }>;
}

export function createMetrics(deps: {
  lanes: () => Promise<LaneStates>;
  openStreams: () => number;
  freeDiskBytes: () => number;
}): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const submissions = new Counter({
    name: 'touchstone_submissions_total',
    help: 'Submissions taken in, by what became of them: accepted for grading, or reused.',
    labelNames: ['kind'],
    registers,
  });
  const refusals = new Counter({
    name: 'touchstone_refusals_total',
    help: 'Requests refused for now, by reason.',
    labelNames: ['reason'],
    registers,
  });
  for (const reason of ['rate-limited', 'queue-full', 'storage-full']) refusals.inc({ reason }, 0);
  const results = new Counter({
    name: 'touchstone_results_total',
    help: 'Results stored, by verdict.',
    labelNames: ['verdict'],
    registers,
  });
  const sweeps = new Counter({
    name: 'touchstone_swept_total',
    help: 'Submissions that the sweeper found stuck, by what it did.',
    labelNames: ['action'],
    registers,
  });
  const durations = new Histogram({
    name: 'touchstone_http_duration_seconds',
    help: 'From the request to the end of its answer; event streams left out.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers,
  });
  new Gauge({
    name: 'touchstone_event_streams',
    help: 'Event streams open in this process.',
    registers,
    collect() {
      this.set(deps.openStreams());
    },
  });
  new Gauge({
    name: 'touchstone_free_disk_bytes',
    help: 'Free on the fullest file system that the stores write on; NaN where none is looked at.',
    registers,
    collect() {
      this.set(deps.freeDiskBytes());
    },
  });
  const gaugeLanes = (name: string, help: string, value: (state: LaneState) => number): void => {
    new Gauge({
      ...{ name, help, registers },
      labelNames: ['lane'],
      async collect() {
        const asked = within(deps.lanes(), lanesTimeoutMs, 'Looking at the lanes');
        const states = await asked.catch(() => null);
        for (const lane of lanes) this.set({ lane }, states ? value(states[lane]) : Number.NaN);
      },
    });
  };
  gaugeLanes(
    'touchstone_queue_length',
    'Stream entries not yet acknowledged, by lane; NaN while they can not be counted.',
    ({ length }) => length,
  );
  gaugeLanes(
    'touchstone_queue_emptying_seconds',
    'Until graders have emptied the lane at their pace; NaN while that is not known.',
    (state) => (emptyingMs(state) ?? Number.NaN) / 1000,
  );

  return {
    handedIn: (kind) => submissions.inc({ kind }),
    refused: (reason) => refusals.inc({ reason }),
    graded: (verdict) => results.inc({ verdict }),
    swept: (action, count) => sweeps.inc({ action }, count),
    measure(app) {
      app.addHook('onResponse', (request, reply, done) => {
        const { config, url } = request.routeOptions;
        if (config.streams !== true) {
          durations.observe(
            { method: request.method, route: url ?? 'none', status: reply.statusCode },
            reply.elapsedTime / 1000,
          );
        }
        done();
      });
    },
    async render() {
      return { text: await registry.metrics(), contentType: registry.contentType };
    },
  };
}
