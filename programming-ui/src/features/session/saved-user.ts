/** The storage key of this browser's last user: it distinguishes a lost session from a first visit. */
export const savedUserKey = 'touchstone:user';
