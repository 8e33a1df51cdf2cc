const uuidPattern = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** PostgreSQL rejects queries with a malformed uuid; callers treat it as an unknown id. */
export const isUuid = (text: string): boolean => uuidPattern.test(text);
