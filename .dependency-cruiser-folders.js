import rules from './.dependency-cruiser.js';

/**
 * Folders import each other without circles. Tests are left out: they stand beside what they test
 * and use the helpers in test/, which import sources in turn.
 */
export default {
  forbidden: [
    {
      name: 'no-folder-circles',
      severity: 'error',
      scope: 'folder',
      from: {},
      to: { circular: true },
    },
  ],
  options: {
    ...rules.options,
    exclude: { path: `${rules.options.exclude.path}|/test/|\\.test\\.ts$` },
  },
};
