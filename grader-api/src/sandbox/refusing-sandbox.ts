import type { Sandbox } from './sandbox.ts';

/**
 * Stands where no sandbox is fit: grades nothing, and says why to whoever asks whether it is ready.
 * A grader that has it serves its health, and takes no submissions.
 */
export class RefusingSandbox implements Sandbox {
  readonly kind = 'bubblewrap';
  readonly description = 'none that is fit to grade in';
  readonly forgeable = false;
  readonly python = (): null => null;
  readonly interpreter = (): null => null;
  readonly #reason: Error;

  constructor(reason: unknown) {
    this.#reason = reason instanceof Error ? reason : new Error(String(reason));
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
