import { svelte } from '@sveltejs/vite-plugin-svelte';
import tailwindcss from '@tailwindcss/vite';
import { defineConfig } from 'vite';
import { earlyScript } from './build/early-script.ts';
import { precompress } from './build/precompress.ts';
import { pythonAssets } from './build/python-assets.ts';
import { readDevServerConfig } from './config.ts';

const devServer = readDevServerConfig();

export default defineConfig({
  root: import.meta.dirname,
  plugins: [
    svelte({ configFile: false }),
    tailwindcss(),
    pythonAssets(),
    earlyScript(),
    precompress(),
  ],
  // Pyodide imports Node.js modules, but only in Node.js.
  worker: { format: 'es', rolldownOptions: { external: /^node:/ } },
  build: {
    target: ['chrome123', 'firefox121', 'safari17.5'],
    // Inlined data: URLs would need a wider Content-Security-Policy.
    assetsInlineLimit: 0,
    modulePreload: {
      polyfill: false,
      // The first script lists what parts need. Only those that a student waits for are worth it: the others
      // take another round trip.
      resolveDependencies: (file, needed, { hostType }) =>
        hostType === 'html' || /codemirror|assignment-list|results-panel/.test(file)
          ? needed
          : needed.filter((each) => each.endsWith('.css')),
    },
    rolldownOptions: {
      output: {
        // Each small file of its own would be compressed worse.
        codeSplitting: {
          groups: [
            {
              name: 'first',
              test: /\/src\/(?:messages|app)\.ts$|\/parts\/part\.svelte$|\/ui\/(?:icon|button)\.svelte$|svelte\/src\/(?:index-client|store\/index-client|events\/index|reactivity\/(?:reactive-value|window\/index|create-subscriber))\.js$/,
            },
          ],
        },
      },
      treeshake: {
        // The schemas have no side effects. Otherwise importing one limit would add zod to the bundle.
        moduleSideEffects: (id) => !id.includes('/packages/contracts/'),
      },
    },
  },
  server: {
    host: '127.0.0.1',
    port: devServer.port,
    // As in packages/contracts/src/page-headers.ts: input() needs shared memory to wait.
    headers: {
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-embedder-policy': 'require-corp',
    },
    // Everything that the page requests from the server.
    proxy: { '/api': devServer.apiUrl, '/grader-api': devServer.apiUrl },
  },
});
