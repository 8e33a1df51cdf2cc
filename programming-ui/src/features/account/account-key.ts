/** Set while this browser may be signed in to an account: others need not ask the server. */
export const accountKey = 'touchstone:account';
