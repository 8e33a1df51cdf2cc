/** The texts of the audit log, and of how long students' work is kept. */
export const auditMessages = {
  title: 'Audit log',
  about:
    'What teachers, assistants, administrators and commands on the server did in this course, newest first. Looking at a student is noted once an hour. No page changes an entry.',
  who: 'Who',
  what: 'What',
  everybody: 'Everybody',
  everything: 'Everything',
  commands: 'Commands on the server',
  from: 'From',
  to: 'To',
  refresh: 'Refresh',
  readFailed: 'The audit log could not be loaded.',
  none: 'Nothing was done in this course yet.',
  noneMatches: 'Nothing matches.',
  onlyStudent: 'Only this student',
  allStudents: 'About everybody again',
  openStudent: 'Open the student',
  newer: 'Newer',
  older: 'Older',
  /** `change-dates` becomes `Change dates`. */
  action: (name: string) => {
    const words = name.replaceAll('-', ' ');
    return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
  },
  keptUntil: (day: string) =>
    `This course is archived. What students did in it may be removed after ${day}. Export before then what you need.`,
};
