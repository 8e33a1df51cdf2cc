/**
 * Who may import whom (ARCHITECTURE.md explains why): services never import each other, packages never
 * import services, and no files import each other in a circle. .dependency-cruiser-folders.js has the
 * rule for circles of folders.
 */
const services = '^(programming-ui|programming-api|grader-api|cli)/';

/** A part may import from the listed workspace packages, itself, and npm. */
const mayImport = (name, folder, allowed) => ({
  name,
  severity: 'error',
  from: { path: `^${folder}/(src|server|bin)/` },
  to: {
    path: '^(packages|programming-ui|programming-api|grader-api|cli|e2e|bench|chaos|verdicts|setup)/',
    pathNot: [folder, ...allowed].map((own) => `^${own}/`),
  },
});

export default {
  forbidden: [
    { name: 'no-file-circles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'packages-never-import-services',
      severity: 'error',
      from: { path: '^packages/' },
      to: { path: services },
    },
    {
      name: 'test-kit-in-tests-only',
      severity: 'error',
      from: { path: '/src/', pathNot: '^packages/test-kit/|^(?:bench|chaos)/|\\.test\\.ts$' },
      to: { path: '^packages/test-kit/' },
    },
    {
      name: 'sources-never-import-tests',
      severity: 'error',
      from: { pathNot: '/test/|\\.test\\.ts$' },
      to: { path: '/test/|\\.test\\.ts$', pathNot: '^node_modules/' },
    },
    {
      name: 'no-undeclared-package',
      severity: 'error',
      from: {},
      to: {
        dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'unknown', 'undetermined'],
        // Modules that are made by Vite's plugins.
        pathNot: '^virtual:',
      },
    },
    mayImport('contracts-imports-nothing', 'packages/contracts', []),
    mayImport('database-imports', 'packages/database', [
      'packages/contracts',
      'packages/runtime',
      'packages/test-kit',
    ]),
    mayImport('messaging-imports', 'packages/messaging', [
      'packages/contracts',
      'packages/runtime',
      'packages/test-kit',
    ]),
    mayImport('course-imports', 'packages/course', ['packages/contracts']),
    mayImport('runtime-imports', 'packages/runtime', ['packages/contracts']),
    mayImport('servers-imports', 'packages/servers', ['packages/contracts']),
    mayImport('test-kit-imports', 'packages/test-kit', [
      'packages/contracts',
      'packages/runtime',
      'packages/servers',
    ]),
    mayImport('ui-imports', 'programming-ui', ['packages/contracts']),
    mayImport('api-imports', 'programming-api', [
      'packages/contracts',
      'packages/database',
      'packages/messaging',
      'packages/runtime',
      'packages/test-kit',
    ]),
    mayImport('chaos-imports', 'chaos', [
      'packages/contracts',
      'packages/messaging',
      'packages/runtime',
      'packages/servers',
      'packages/test-kit',
      'cli/src/stack',
      'bench',
    ]),
    mayImport('verdicts-imports', 'verdicts', [
      'packages/contracts',
      'packages/course',
      'grader-api/src',
    ]),
    mayImport('grader-imports', 'grader-api', [
      'packages/contracts',
      'packages/database',
      'packages/messaging',
      'packages/runtime',
      'packages/test-kit',
    ]),
  ],
  options: {
    combinedDependencies: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '/dist/' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
    },
  },
};
