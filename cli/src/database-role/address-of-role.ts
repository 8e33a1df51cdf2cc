export const defaultGraderRole = 'touchstone_grader';

/** The URL of the same database for another role, without a password by default. */
export function addressOfRole(databaseUrl: string, role: string, password = ''): string {
  const url = new URL(databaseUrl);
  url.username = encodeURIComponent(role);
  url.password = encodeURIComponent(password);
  return url.href;
}
