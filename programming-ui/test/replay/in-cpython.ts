import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

const checkout = join(import.meta.dirname, '..', '..', '..');

/** Records one program; reads its arguments from stdin, and writes the trace to the last line. */
const driver = `
import importlib.util, json, sys, tempfile
checkout = sys.argv[1]
sys.path.insert(0, checkout)
folder = checkout + "/programming-ui/python"
spec = importlib.util.spec_from_file_location(
    "browser", folder + "/__init__.py", submodule_search_locations=[folder]
)
module = sys.modules["browser"] = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
import browser.start
from judge.warm import make_warm
make_warm()
screen, asked = sys.stdout, json.load(sys.stdin)
browser.start._FOLDER = tempfile.mkdtemp()
browser.start.Browser(None).trace(
    json.dumps(asked["job"]), json.dumps(asked["of"]), lambda trace: print(trace, file=screen)
)
`;

/** A stand-in for programming-ui/python/start.py, in the Python of this machine. */
export const browserInCPython = {
  trace(job: string, of: string, report: (trace: string) => void): void {
    const input = `{"job":${job},"of":${of}}`;
    const args = ['-I', '-B', '-c', driver, checkout];
    const options = { input, encoding: 'utf8', maxBuffer: 1 << 26 } as const;
    report(execFileSync('/usr/bin/python3', args, options).trim());
  },
};
