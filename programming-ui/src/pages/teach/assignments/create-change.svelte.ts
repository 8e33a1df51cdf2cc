import type { Session } from '../../../features/session/session.ts';
import { faultOf } from '../shown.ts';

/** A change that a form makes, one at a time, and what is said about it. */
export function createChange(session: Pick<Session, 'run'>, onDone: () => Promise<void>) {
  let busy = $state(false);
  let outcome = $state('');
  let fault = $state('');
  return {
    get busy() {
      return busy;
    },
    get outcome() {
      return outcome;
    },
    get fault() {
      return fault;
    },
    /** `make` returns what to say when it is done. */
    async run(make: () => Promise<string>): Promise<void> {
      if (busy) return;
      busy = true;
      outcome = '';
      fault = '';
      try {
        outcome = await session.run(make);
        await onDone();
      } catch (error) {
        fault = faultOf(error);
      } finally {
        busy = false;
      }
    },
  };
}
