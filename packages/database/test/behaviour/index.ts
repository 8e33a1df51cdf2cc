import { beforeEach } from 'vitest';
import type { Database } from '../../src/index.ts';
import { emptyDatabase } from '../fixtures.ts';
import { describeBackup } from './backup.ts';
import { describeCourseChanges } from './course-changes.ts';
import { describeCourses } from './courses.ts';
import { describeDrafts } from './drafts.ts';
import { describeDriver } from './driver.ts';
import { describeFollowers } from './followers.ts';
import { describeGraders } from './graders.ts';
import { describeGrading } from './grading.ts';
import { describeHealth } from './health.ts';
import { describeHandIn } from './hand-in.ts';
import { describeHistory } from './history.ts';
import { describePrune } from './prune.ts';
import { describeRegrades } from './regrades.ts';
import { describeRemoval } from './removal.ts';
import { describeSchema } from './schema.ts';
import { describeSessions } from './sessions.ts';
import { describeSweep } from './sweep.ts';
import { describeTestsChanged } from './tests-changed.ts';
import { describeUserExport } from './user-export.ts';
import { describeUsers } from './users.ts';

/** The suite that every database must pass; each test starts with empty tables. */
export function describeBehaviour(database: () => Database): void {
  beforeEach(() => emptyDatabase(database()));
  describeDriver(database);
  describeSchema(database);
  describeCourses(database);
  describeCourseChanges(database);
  describeTestsChanged(database);
  describeHandIn(database);
  describeGrading(database);
  describeGraders(database);
  describeSweep(database);
  describeFollowers(database);
  describeHistory(database);
  describeUsers(database);
  describeDrafts(database);
  describeHealth(database);
  describeSessions(database);
  describeUserExport(database);
  describeRemoval(database);
  describeRegrades(database);
  describePrune(database);
  describeBackup(database);
}
