import type { Command } from 'commander';
import { helpEnd } from './arguments.ts';

export function registerRedisUsers(program: Command): void {
  program
    .command('redis-users')
    .summary('print the Redis users for APIs and graders')
    .description(
      'Prints lines for redis.conf or an ACL file: a user for APIs and one for graders, each limited to the ' +
        'keys and commands that it needs, with the hash of its password. The stack does this automatically.',
    )
    .requiredOption('--api-password-file <file>', 'file with the password of APIs')
    .requiredOption('--grader-password-file <file>', 'file with the password of graders')
    .addHelpText(
      'after',
      helpEnd([
        'redis-users --api-password-file api.txt --grader-password-file grader.txt >> users.acl',
      ]),
    )
    .action(async (flags: { apiPasswordFile: string; graderPasswordFile: string }) => {
      const { printRedisUsers } = await import('../redis-users/print-redis-users.ts');
      await printRedisUsers(flags);
    });
}
