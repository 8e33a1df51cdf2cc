export interface Mail {
  /** An address, in the form in which it is stored. */
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/** Sends mail. */
export interface Mailer {
  /**
   * Resolves when the mail server has accepted the mail. After a failure that may pass it tries again for some
   * minutes; with `once` it does not.
   *
   * @throws {MailError} when it gives up
   */
  send(mail: Mail, options?: { readonly once?: boolean }): Promise<void>;
}

/** A mail that was not sent. */
export class MailError extends Error {
  /** Whether any other mail would fail as well, for now. */
  readonly concernsAll: boolean;
  readonly mayPass: boolean;

  /** @param message why, as a sentence for people */
  constructor(message: string, about: { concernsAll: boolean; mayPass: boolean; cause?: unknown }) {
    super(message, { cause: about.cause });
    this.name = 'MailError';
    this.concernsAll = about.concernsAll;
    this.mayPass = about.mayPass;
  }
}
