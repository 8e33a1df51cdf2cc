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
  // Pyodide names modules of Node.js that it loads in Node.js alone.
  worker: { format: 'es', rolldownOptions: { external: /^node:/ } },
  build: {
    target: ['chrome123', 'firefox121', 'safari17.5'],
    // Inlined data addresses would need a wider Content-Security-Policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      treeshake: {
        // The schemas have no side effects; without this, one imported limit would carry zod in.
        moduleSideEffects: (id) => !id.includes('/packages/contracts/'),
      },
    },
  },
  server: {
    host: '127.0.0.1',
    port: devServer.port,
    strictPort: true,
    // As in packages/contracts/src/page-headers.ts: input() in the page's Python waits by shared memory.
    headers: {
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-embedder-policy': 'require-corp',
    },
    proxy: { '/api': { target: devServer.apiUrl } },
  },
});
