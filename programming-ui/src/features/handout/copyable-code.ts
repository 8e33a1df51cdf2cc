/**
 * The part of an example that is worth copying. From a session at the `>>>` prompt that is only what
 * was typed: prompts and answers are not Python.
 */
export function copyableCode(example: string): string {
  const typed = example.split('\n').flatMap((line) => {
    const [, code] = /^(?:>>>|\.\.\.)(?: (.*))?$/.exec(line) ?? [];
    return line.startsWith('>>>') || line.startsWith('...') ? [code ?? ''] : [];
  });
  const isSession = /^>>>(?: |$)/m.test(example);
  return isSession ? `${typed.join('\n')}\n` : example;
}
