import { expect } from 'vitest';
import type { Program } from './honest-programs.ts';
import { rightCode, testOf } from './jobs.ts';

/** Each ends in time, and with a verdict other than a pass, unless it is harmless and right. */
export const hostilePrograms: Program[] = [
  {
    title: 'an endless loop ends at the limit on computing time, which is named',
    code: 'def hello(name):\n    while True:\n        pass\n',
    limits: { cpuSeconds: 1, wallSeconds: 30 },
    verdict: 'timeout',
    check: (report) => {
      expect(report.output).toMatch(/more than 1 s of computing time/);
      expect(testOf(report, 'TestHello.test_anybody_else').outcome).toBe('error');
      expect(testOf(report, 'TestHello.test_world').outcome).toBe('skipped');
      expect(report.cpuMs).toBeLessThan(1_500);
    },
  },
  {
    title: 'sleeping ends at the limit on wall clock time, with what was printed before',
    code: 'import time\nprint("good night")\ntime.sleep(1000)\n',
    limits: { wallSeconds: 1 },
    verdict: 'timeout',
    check: (report) => {
      expect(report.output).toMatch(/within 1 s/);
      expect(report.output).toMatch(/good night\n$/);
    },
  },
  {
    title: 'one huge allocation is a memory limit',
    code: 'data = [0] * 10**9\n',
    verdict: 'memory-limit',
    check: (report) => {
      expect(report.output).toMatch(/256 MiB/);
    },
  },
  {
    title: 'memory mapped outside the limit on a process is refused',
    code: 'import mmap, time\nm = mmap.mmap(-1, 2**30)\nfor i in range(0, 2**30, 4096):\n    m[i] = 1\ntime.sleep(9)\n',
    verdict: 'runtime-error',
    check: (report) => {
      expect(report.output).toMatch(/^Line 2: PermissionError/);
    },
  },
  {
    title: 'endless printing is an output limit that keeps the beginning',
    code: 'while True:\n    print("hello" * 1000)\n',
    verdict: 'output-limit',
    check: (report) => {
      expect(report.output).toContain('more than 4 MB');
      expect(Buffer.byteLength(report.output)).toBeLessThan(66_000);
      expect(Buffer.byteLength(report.output)).toBeGreaterThan(60_000);
    },
  },
  {
    title: 'endless printing that catches every exception is an output limit',
    code: 'while True:\n    try:\n        print("hello" * 1000)\n    except BaseException:\n        pass\n',
    verdict: 'output-limit',
  },
  {
    title: 'endless output that bypasses Python is an output limit',
    code: 'import os\nwhile True:\n    os.write(1, b"x" * 100_000)\n',
    verdict: 'output-limit',
  },
  {
    title: 'exiting Python after the tests have finished does not pass',
    code: `import os, atexit, threading
atexit.register(os._exit, 0)
def hello(name):
    if name == "Ada": os._exit(0)
    return f"Hello, {name}!"
`,
    verdict: 'failed',
  },
  {
    title: 'killing the supervisor and everything else ends only the program',
    code: 'import os, signal\nfor victim in (os.getppid(), 1, -1, 0):\n    os.kill(victim, signal.SIGKILL)\n',
    verdict: 'runtime-error',
  },
  {
    title: 'stopping the supervisor does not stop it',
    code: `import os, signal
for sent in (signal.SIGSTOP, signal.SIGTERM, signal.SIGKILL):
    os.kill(1, sent)
${rightCode}`,
    verdict: 'passed',
  },
  {
    title: 'a crash of the interpreter is reported as one',
    code: 'import ctypes\nctypes.string_at(0)\n',
    verdict: 'runtime-error',
    check: (report) => {
      expect(report.output).toMatch(/Python crashed \(signal 11\)/);
    },
  },
  {
    title: 'closing all files ends in a verdict',
    code: `import os\nos.closerange(0, 1024)\n${rightCode}`,
    verdict: 'runtime-error',
  },
  {
    title: 'closing all files and waiting ends in time',
    code: 'import os, time\nos.closerange(0, 1024)\ntime.sleep(1000)\n',
    limits: { wallSeconds: 1 },
    verdict: 'timeout',
  },
  {
    title: 'garbage on every open file does not pass',
    code: `import os
for fd in range(3, 1024):
    try:
        os.write(fd, b"\\0\\0\\0\\5{{{{{")
    except OSError:
        pass
${rightCode}`,
    verdict: 'runtime-error',
  },
  {
    title: 'a verdict without tests does not pass',
    code: `import json, os
frame = json.dumps({"kind": "verdict", "verdict": "passed", "message": ""}).encode()
for fd in range(3, 1024):
    try:
        os.write(fd, len(frame).to_bytes(4, "big") + frame)
    except OSError:
        pass
`,
    verdict: 'failed',
  },
  {
    title: 'a forked copy of the judge cannot report in its place',
    code: `import os\nif os.fork():\n    os._exit(0)\n${rightCode}`,
    verdict: 'runtime-error',
  },
  {
    title: 'a thread that never ends does not delay a right program',
    code: `import threading, time\nthreading.Thread(target=time.sleep, args=(1000,)).start()\n${rightCode}`,
    verdict: 'passed',
  },
  ...[
    '{"kind":"plan"}',
    '{"kind":"plan","tests":[1]}',
    '{"kind":"started","name":[]}',
    '{"kind":"output","text":NaN}',
    '{"kind":"output","text":[1e999]}',
    '{"kind":"ended"}',
  ].map((frame): Program => ({
    title: `${frame} in the judge's place does not pass`,
    code: `import os
frame = b'${frame}'
for fd in range(3, 1024):
    try:
        os.write(fd, len(frame).to_bytes(4, "big") + frame)
    except OSError:
        pass
${rightCode}`,
    verdict: 'runtime-error',
  })),
  ...[
    'unittest.TestCase.run = None',
    'unittest.TestCase.id = lambda self: 5',
    'unittest.TestLoader.loadTestsFromTestCase = lambda self, kind: unittest.TestSuite()',
    'builtins.isinstance = lambda *_: False',
    'builtins.__build_class__ = None',
    'sys.modules.clear()',
  ].map((change): Program => ({
    title: `${change} is the program's failure and not an internal error`,
    code: `import builtins, sys, unittest\n${rightCode}\n${change}\n`,
    verdict: change.includes('run') ? 'failed' : 'runtime-error',
    check: (report) => {
      expect(report.output).toMatch(/^The program changed [\w.]+, without which/);
    },
  })),
  {
    title: 'exceptions that lie about themselves are reported nevertheless',
    code: `class Meta(type):
    @property
    def __name__(cls): raise RuntimeError
class Fault(AssertionError, metaclass=Meta):
    __traceback__ = 5
    def __getattribute__(self, name): raise RuntimeError
    def __str__(self): raise SystemExit
def hello(name):
    raise Fault
`,
    verdict: 'failed',
    check: (report) => {
      expect(testOf(report, 'TestHello.test_world')).toMatchObject({ outcome: 'failed', line: 9 });
      expect(testOf(report, 'TestHello.test_anybody_else').outcome).toBe('failed');
    },
  },
  ...[
    'del sys.stdout, sys.stderr',
    'sys.stdout = type("X", (), {"flush": lambda self: 1 / 0})()',
  ].map((change): Program => ({
    title: `${change} is harmless`,
    code: `import sys\n${change}\n${rightCode}`,
    verdict: 'passed',
  })),
  {
    title: 'output that bypasses Python in hidden tests, and while they load, is not shown',
    code: `import os
def hello(name):
    os.write(1, f"called {name}\\n".encode())
    return f"Hello, {name}!"
`,
    hiddenTests: `
import unittest
from submission import hello

SECRET = hello("secret")

class TestSecret(unittest.TestCase):
    @classmethod
    def setUpClass(cls): hello("secret")
    def test_secret(self): hello("secret")
`,
    verdict: 'passed',
    check: (report) => {
      expect(report.output).toBe('called Ada\ncalled World\n');
    },
  },
  {
    title: 'endless files fill no disk',
    code: `import os
n = 0
while True:
    os.close(os.open(f"/tmp/{n}", os.O_CREAT | os.O_WRONLY))
    n += 1
`,
    verdict: 'runtime-error',
    check: (report) => {
      expect(report.output).toMatch(/No space left on device/);
    },
  },
  {
    title:
      'a signal that would end Python does not, because it is the first process of its namespace',
    code: `import os, signal
for sent in (signal.SIGALRM, signal.SIGKILL, signal.SIGSEGV):
    os.kill(os.getpid(), sent)
${rightCode}`,
    verdict: 'passed',
  },
  {
    title: 'a subprocess is refused as if there were no room for it',
    code: 'import subprocess\nsubprocess.run(["/usr/bin/true"])\n',
    verdict: 'runtime-error',
    check: (report) => {
      expect(report.output).toMatch(/^Line 2: BlockingIOError: .*Resource temporarily unavailable/);
    },
  },
];

/** What must be out of reach: each raises its own assertion inside, and passes if all is refused. */
export const wallProbes: Program[] = [
  {
    title: 'no file of the host is readable',
    code: `import os
for path in ("/etc/passwd", "/etc/shadow", "/root", "/home", "/var", "/work", "/proc/1/environ", "/proc/1/fd"):
    try:
        os.listdir(path) if os.path.isdir(path) else open(path)
    except OSError:
        continue
    raise SystemExit(path)
assert not os.environ, os.environ
assert not os.path.exists("/proc") and os.getppid() == 0
${rightCode}`,
    verdict: 'passed',
  },
  {
    title: 'only two small folders are writable',
    code: `import os
for folder in ("/", "/usr", "/usr/bin", "/dev", "/dev/shm", "/touchstone"):
    try:
        open(folder + "/probe", "w")
    except OSError:
        continue
    raise SystemExit(folder)
try:
    with open("/tmp/large", "wb") as a, open("large", "wb") as b:
        for _ in range(40):
            a.write(bytes(1 << 20))
            b.write(bytes(1 << 20))
    raise SystemExit("no limit")
except OSError:
    pass
${rightCode}`,
    verdict: 'passed',
  },
  {
    title: 'the program cannot become another user or see the host’s name',
    code: `import os, socket
assert os.getuid() == 1000 and os.getgroups() in ([], [65534]), os.getgroups()
assert socket.gethostname() == "sandbox"
for change in (os.setuid, os.setgid):
    try:
        change(0)
    except OSError:
        continue
    raise SystemExit("root")
${rightCode}`,
    verdict: 'passed',
  },
];
