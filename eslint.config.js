import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import svelte from 'eslint-plugin-svelte';
import { defineConfig } from 'eslint/config';
import globals from 'globals';
import ts from 'typescript-eslint';

/**
 * Only the config.ts of each service reads `process.env`.
 * @type {import('eslint').Linter.Config}
 */
const environmentOnlyInConfig = {
  files: ['**/*.ts', '**/*.svelte'],
  ignores: ['**/config.ts'],
  rules: {
    'no-restricted-properties': [
      'error',
      { object: 'process', property: 'env', message: 'Read the environment in config.ts only.' },
    ],
  },
};

export default defineConfig(
  { ignores: ['**/node_modules', '**/dist', '**/.touchstone', '**/data', 'test-results'] },
  js.configs.recommended,
  ...ts.configs.strictTypeChecked,
  ...svelte.configs.recommended,
  {
    languageOptions: {
      globals: globals.node,
      parserOptions: {
        projectService: true,
        tsconfigRootDir: import.meta.dirname,
        extraFileExtensions: ['.svelte'],
      },
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      eqeqeq: 'error',
    },
  },
  {
    files: ['programming-ui/**/*.svelte', 'programming-ui/**/*.svelte.ts'],
    languageOptions: { globals: globals.browser, parserOptions: { parser: ts.parser } },
  },
  environmentOnlyInConfig,
  { files: ['**/*.js', '**/*.mjs'], ...ts.configs.disableTypeChecked },
  prettier,
  ...svelte.configs.prettier,
);
