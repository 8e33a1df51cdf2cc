import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { build, type Plugin } from 'vite';

const entry = 'src/early/main.ts';

/**
 * Adds src/early/main.ts to the page's head. The build makes it a classic script without imports, since
 * modules wait for the whole page. It is placed first, since scripts wait for the style sheets before
 * them.
 */
export function earlyScript(): Plugin {
  let attrs: Record<string, string> = { type: 'module', src: `/${entry}` };
  return {
    name: 'touchstone-early-script',
    async buildStart() {
      const { root, command, build: options } = this.environment.getTopLevelConfig();
      if (command !== 'build') return;
      const source = await bundle(root, options.target);
      const hash = createHash('sha256').update(source).digest('base64url').slice(0, 8);
      const fileName = `assets/early-${hash}.js`;
      this.emitFile({ type: 'asset', fileName, source });
      attrs = { src: `/${fileName}` };
    },
    transformIndexHtml: () => [{ tag: 'script', attrs, injectTo: 'head-prepend' }],
  };
}

async function bundle(root: string, target: string | string[] | false): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'error',
    publicDir: false,
    root,
    build: {
      target,
      write: false,
      lib: { entry: join(root, entry), formats: ['iife'], name: 'early' },
      rolldownOptions: { treeshake: { moduleSideEffects: false } },
    },
  });
  const [result] = [built].flat();
  if (result === undefined || !('output' in result)) throw new Error(`${entry} was not built`);
  return result.output[0].code;
}
