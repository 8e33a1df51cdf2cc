import type { Command } from 'commander';

interface UsersFlags {
  apiPasswordFile: string;
  graderPasswordFile: string;
}

export function registerRedisUsers(program: Command): void {
  program
    .command('redis-users')
    .summary('print the users that APIs and graders need in a Redis')
    .description(
      'Prints lines for redis.conf or an ACL file: a user for APIs and one for graders, each held to the ' +
        'keys and commands that it needs, with the hash of its password. The stack does this by itself.',
    )
    .requiredOption('--api-password-file <file>', 'the password of APIs')
    .requiredOption('--grader-password-file <file>', 'the password of graders')
    .addHelpText(
      'after',
      [
        '',
        'Examples:',
        '  touchstone redis-users --api-password-file api.txt --grader-password-file grader.txt >> users.acl',
      ].join('\n'),
    )
    .action(async (flags: UsersFlags) => {
      const { printRedisUsers } = await import('../redis-users/print-redis-users.ts');
      await printRedisUsers(flags);
    });
}
