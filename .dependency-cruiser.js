/**
 * Who may import whom (ARCHITECTURE.md explains why):
 * services never import each other, packages never import services.
 */
const services = '^(programming-ui|programming-api|grader-api|cli)/';

/** A part may import from the listed workspace packages, itself, and npm. */
const mayImport = (name, from, allowed) => ({
  name,
  severity: 'error',
  from: { path: from },
  to: {
    path: '^(packages|programming-ui|programming-api|grader-api|cli|e2e|setup)/',
    pathNot: [from, ...allowed.map((folder) => `^${folder}/`)],
  },
});
const sourceOf = (folder) => `^${folder}/(src|server|bin)/`;

export default {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'packages-never-import-services',
      severity: 'error',
      from: { path: '^packages/' },
      to: { path: services },
    },
    {
      name: 'test-kit-in-tests-only',
      severity: 'error',
      from: { path: '/src/', pathNot: '^packages/test-kit/|\\.test\\.ts$' },
      to: { path: '^packages/test-kit/' },
    },
    {
      name: 'sources-never-import-tests',
      severity: 'error',
      from: { pathNot: '/test/|\\.test\\.ts$' },
      to: { path: '/test/|\\.test\\.ts$' },
    },
    {
      name: 'no-undeclared-package',
      severity: 'error',
      from: {},
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'unknown', 'undetermined'] },
    },
    mayImport('contracts-imports-nothing', sourceOf('packages/contracts'), []),
    mayImport('database-imports', sourceOf('packages/database'), [
      'packages/contracts',
      'packages/test-kit',
    ]),
    mayImport('messaging-imports', sourceOf('packages/messaging'), [
      'packages/contracts',
      'packages/test-kit',
    ]),
    mayImport('course-imports', sourceOf('packages/course'), ['packages/contracts']),
    mayImport('servers-imports', sourceOf('packages/servers'), ['packages/contracts']),
    mayImport('test-kit-imports', sourceOf('packages/test-kit'), ['packages/servers']),
    mayImport('ui-imports', sourceOf('programming-ui'), ['packages/contracts']),
    mayImport('api-imports', sourceOf('programming-api'), [
      'packages/contracts',
      'packages/database',
      'packages/messaging',
      'packages/test-kit',
    ]),
    mayImport('grader-imports', sourceOf('grader-api'), [
      'packages/contracts',
      'packages/database',
      'packages/messaging',
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
