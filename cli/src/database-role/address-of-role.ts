export const defaultGraderRole = 'touchstone_grader';

/** The address of the same database for another role; without its password if none is given. */
export function addressOfRole(databaseUrl: string, role: string, password = ''): string {
  const url = new URL(databaseUrl);
  url.username = encodeURIComponent(role);
  url.password = encodeURIComponent(password);
  return url.href;
}
