/**
 * Writes to stdout the memory of a Python that has imported the judge. Starting from it takes a fraction
 * of the time that loading Pyodide takes.
 *
 * Arguments: URL of Pyodide's folder, folder of the judge's sources.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { loadInterpreter } from './interpreter.mjs';

const judgeFolder = process.argv[3] ?? '';

const python = await loadInterpreter({ _makeSnapshot: true });
for (const name of readdirSync(judgeFolder, { recursive: true, encoding: 'utf8' })) {
  if (!name.endsWith('.py')) continue;
  const target = `/touchstone/judge/${name.split(path.sep).join('/')}`;
  python.FS.mkdirTree(path.posix.dirname(target));
  python.FS.writeFile(target, readFileSync(path.join(judgeFolder, name)));
}
python.runPython(`
import json, os, random, sys, unittest.mock

sys.path.insert(0, "/touchstone")
from judge.common.job import parse_job
from judge.one_thread import refuse_threads, run_loops_here
from judge.shared import judge_shared
from judge.warm import make_warm

def grade(text, send):
    random.seed()
    os.environ.clear()
    folder = "/submission"
    os.mkdir(folder)
    job = parse_job(json.loads(text))
    judge_shared(
        job,
        folder,
        lambda frame: send(json.dumps(frame)),
        begin_hidden=lambda: send('{"kind":"hidden"}'),
    )

run_loops_here()
refuse_threads("Pyodide cannot start threads. Where bubblewrap is installed, programs can.")
make_warm()
# make_warm has replaced the module __main__, where JavaScript looks up this function.
sys.modules["__main__"].grade = grade
`);
process.stdout.write(python.makeMemorySnapshot());
