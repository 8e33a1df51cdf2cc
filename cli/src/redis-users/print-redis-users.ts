import { redisUserLine, redisUsers } from '@touchstone/messaging';
import { readPassword } from '../shared/read-password.ts';
import { say } from '../shared/terminal.ts';

/** Prints a line for each user and nothing else, because the output is an ACL file. */
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
