import { cp } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { temporaryFolder } from '@touchstone/test-kit';
import { expect, it } from 'vitest';
import { tinyCourse } from '../../test/fixtures.ts';
import { readCourses } from './course-faults.ts';

it('refuses two courses of one name, which would replace each other', async () => {
  const folder = await temporaryFolder();
  try {
    const second = join(folder.path, basename(tinyCourse));
    await cp(tinyCourse, second, { recursive: true });
    await expect(readCourses([tinyCourse, second])).rejects.toThrow(
      `Two courses have the name ${basename(tinyCourse)}: ${tinyCourse} and ${second}.`,
    );
    await expect(readCourses([second])).resolves.toHaveLength(1);
  } finally {
    await folder.remove();
  }
});
