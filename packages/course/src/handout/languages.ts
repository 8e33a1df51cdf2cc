const pythonNames = new Set(['python', 'py', 'python3', 'pycon', 'python-repl']);

/** Whether code blocks of this language are highlighted. */
export const isPythonName = (name: string): boolean => pythonNames.has(name);

/** Usual names of other languages, which are shown as plain text. */
const plainNames = new Set(
  `ada algorithm ascii asm astro awk bash bat batch bnf c c# c++ cfg clojure cmake cmd cobol conf console
  cpp crontab cs csh csharp css csv curl cli d dart delphi diff django docker dockerfile dos dotenv
  ebnf editorconfig elixir elm email env erlang f# fish fortran fsharp gherkin git gitignore gnuplot
  go golang gradle graphql groovy haskell hcl hs html http ini input java javascript jinja jinja2 js
  json json5 jsonc jsonl jsx julia ksh kotlin latex less lisp log lua make makefile markdown mathematica
  matlab md mips mjs mysql nasm nginx nim nix none objc ocaml octave output pascal patch perl pgsql
  php plain plaintext postgresql powershell prolog properties proto protobuf ps1 pseudo pseudocode
  pwsh py3tb pytb r racket raw rb regex regexp rest rs rst ruby rust sas scala scheme scss sed sh
  shell shell-session sml sparql sql sqlite svelte svg swift tcl terminal terraform tex text tf toml
  traceback tree ts tsv tsx txt typescript vb vbnet verilog vhdl vim vue wasm xml yaml yml zig zsh`.split(
    /\s+/,
  ),
);

export const isPlainName = (name: string): boolean => plainNames.has(name);

/** The language of a code block, from the info string of its first line; '' if there is none. */
export const nameOfLanguage = (info: string): string =>
  /^[\w#+-]+/.exec(info.trim().toLowerCase())?.[0] ?? '';
