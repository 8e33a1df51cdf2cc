import { emptyingMs, liveLanes, type LaneState, type LaneStates } from '@touchstone/messaging';
import { within } from '@touchstone/runtime';
import { Gauge, type Registry } from 'prom-client';

/*
 * What is read at each scrape. A series whose value is unknown is left out: NaN is a number to some
 * who read it, such as autoscalers, and `absent()` finds what is missing.
 */

const readTimeoutMs = 2_500;

interface Read<Value> {
  readonly name: string;
  readonly help: string;
  readonly read: () => Promise<Value> | Value;
}

/** A gauge without labels. Null, a failure and a late value are unknown. */
export function gaugeIfKnown(
  registers: Registry[],
  { name, help, read }: Read<number | null>,
): void {
  new Gauge({
    name,
    help,
    registers,
    async collect() {
      const value = await ifKnown(read);
      if (value === null) this.remove();
      else this.set(value);
    },
  });
}

export function addLaneGauges(registers: Registry[], read: () => Promise<LaneStates>): void {
  const add = (name: string, help: string, valueOf: (state: LaneState) => number | null): void => {
    new Gauge({
      name,
      help,
      registers,
      labelNames: ['lane'],
      async collect() {
        const states = await ifKnown(read);
        for (const lane of liveLanes) {
          const value = states === null ? null : valueOf(states[lane]);
          if (value === null) this.remove({ lane });
          else this.set({ lane }, value);
        }
      },
    });
  };
  add(
    'touchstone_queue_length',
    'entries in the lane, not yet acknowledged; each API reports the whole queue, so don’t add up; absent while Redis does not answer',
    ({ length }) => length,
  );
  add(
    'touchstone_queue_emptying_seconds',
    'time until graders have emptied the lane at their pace; absent while it is unknown',
    (state) => {
      const ms = emptyingMs(state);
      return ms === null ? null : ms / 1000;
    },
  );
}

async function ifKnown<Value>(read: () => Promise<Value> | Value): Promise<Value | null> {
  try {
    return await within(Promise.resolve(read()), readTimeoutMs, 'Reading a metric');
  } catch {
    return null;
  }
}
