/**
 * What is worth copying of an example: of a session at the `>>>` prompt only what is typed, since
 * neither prompts nor answers are Python.
 */
export function copyableCode(example: string): string {
  const typed = example.split('\n').flatMap((line) => {
    const [, code] = /^(?:>>>|\.\.\.)(?: (.*))?$/.exec(line) ?? [];
    return line.startsWith('>>>') || line.startsWith('...') ? [code ?? ''] : [];
  });
  const isSession = /^>>>(?: |$)/m.test(example);
  return isSession ? `${typed.join('\n')}\n` : example;
}
