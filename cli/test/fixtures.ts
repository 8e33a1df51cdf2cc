import { join } from 'node:path';

const folder = join(import.meta.dirname, 'fixtures');

/** A course with the assignments `hello` and `double`. */
export const tinyCourse = join(folder, 'tiny');
export const helloAssignment = join(tinyCourse, 'hello');

export const rightHello = 'def hello():\n    return "Hello"\n';
export const wrongHello = 'def hello():\n    return "Hi"\n';
/** Right, and so slow that whatever happens meanwhile happens while it is graded. */
export const slowHello = `import time\n\ntime.sleep(3)\n\n\n${rightHello}`;
