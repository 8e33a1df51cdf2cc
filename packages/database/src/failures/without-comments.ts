import { parser } from '@lezer/python';

/**
 * A Python program without comments, and with empty texts in the place of those that stand alone, such as
 * docstrings. Other texts and all names stay. Parses without running anything; what Python can't read loses
 * what the parser takes for a comment.
 */
export function withoutComments(program: string): string {
  const cuts: { readonly from: number; readonly to: number; readonly by: string }[] = [];
  parser.parse(program).iterate({
    enter: ({ name, from, to, node }) => {
      if (name === 'Comment') {
        const before = program.slice(0, from);
        cuts.push({ from: before.length - (/[ \t]*$/.exec(before)?.[0].length ?? 0), to, by: '' });
      }
      const { firstChild, lastChild } = node;
      if (name === 'ExpressionStatement' && /String$/.test(firstChild?.name ?? '')) {
        if (firstChild?.to !== lastChild?.to) return true;
        cuts.push({ from, to, by: '""' });
        return false;
      }
      return true;
    },
  });
  let rest = '';
  let done = 0;
  for (const { from, to, by } of cuts) {
    rest += program.slice(done, Math.max(done, from)) + by;
    done = Math.max(done, to);
  }
  return rest + program.slice(done);
}
