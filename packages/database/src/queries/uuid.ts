const uuidPattern = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** PostgreSQL rejects a query with a malformed uuid; for a reader it is just an id of nothing. */
export const isUuid = (text: string): boolean => uuidPattern.test(text);
