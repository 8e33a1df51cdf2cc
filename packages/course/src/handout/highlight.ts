import hljs from 'highlight.js/lib/core';
import python from 'highlight.js/lib/languages/python';
import pythonRepl from 'highlight.js/lib/languages/python-repl';
import { isPythonName, nameOfLanguage } from './languages.ts';

hljs.registerLanguage('python', python);
hljs.registerLanguage('python-repl', pythonRepl);

/**
 * A code block as HTML: Python and sessions at the `>>>` prompt with `.hljs-*` classes, any other
 * language as plain text. It is focusable, because it may scroll sideways.
 */
export function highlightCode(
  code: string,
  info: string,
  escapeHtml: (text: string) => string,
): string {
  const isPython = isPythonName(nameOfLanguage(info));
  const isSession = isPython && /^>>> /m.test(code);
  const body = isPython
    ? hljs.highlight(code, { language: isSession ? 'python-repl' : 'python' }).value
    : escapeHtml(code);
  const classes = isPython ? 'hljs language-python' : 'hljs';
  return `<pre tabindex="0"><code class="${classes}">${body}</code></pre>\n`;
}
