import { redisUserLine, redisUsers } from '@touchstone/messaging';
import { readPassword } from '../ground/read-password.ts';
import { say } from '../ground/terminal.ts';

/** Writes a line for each user, and nothing else: an ACL file takes no other lines. */
export async function printRedisUsers(files: {
  apiPasswordFile: string;
  graderPasswordFile: string;
}): Promise<void> {
  const { api, grader } = redisUsers();
  const [apiPassword, graderPassword] = [
    await readPassword(files.apiPasswordFile),
    await readPassword(files.graderPasswordFile),
  ];
  say(redisUserLine(api, apiPassword));
  say(redisUserLine(grader, graderPassword));
}
