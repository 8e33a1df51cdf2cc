/** Where this browser keeps who it was last, so that a lost session is told from a first visit. */
export const keptUserKey = 'touchstone:user';
