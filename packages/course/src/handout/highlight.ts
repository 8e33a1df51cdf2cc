import hljs from 'highlight.js/lib/core';
import python from 'highlight.js/lib/languages/python';
import pythonRepl from 'highlight.js/lib/languages/python-repl';
import { isPythonName, nameOfLanguage } from './languages.ts';

hljs.registerLanguage('python', python);
hljs.registerLanguage('python-repl', pythonRepl);

/**
 * A code block as HTML: Python with `.hljs-*` classes (a session at the `>>>` prompt too), any
 * other language as plain text. It can be reached by keyboard, since it may scroll sideways.
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
