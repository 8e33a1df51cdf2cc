import { toError } from '@touchstone/runtime/errors';
import type { Sandbox } from './sandbox.ts';

/**
 * Takes the place of a sandbox when none is fit: rejects every call with the reason. A grader with this
 * sandbox reports its health, and takes no submissions.
 */
export class RefusingSandbox implements Sandbox {
  readonly kind = 'bubblewrap';
  readonly description = 'none that is fit for grading';
  readonly forgeable = false;
  readonly python = (): null => null;
  readonly interpreter = (): null => null;
  readonly #reason: Error;

  constructor(reason: unknown) {
    this.#reason = toError(reason);
  }

  grade = (): Promise<never> => this.#refuse();
  record = (): Promise<never> => this.#refuse();
  inspect = (): Promise<never> => this.#refuse();
  check = (): Promise<never> => this.#refuse();
  close = (): Promise<void> => Promise.resolve();

  #refuse(): Promise<never> {
    return Promise.reject(this.#reason);
  }
}
