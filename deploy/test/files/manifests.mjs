import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';

/**
 * @typedef {Record<string, any>} Manifest of any kind; the models check its shape
 * @typedef {{ name: string, kind: string, pod: Manifest, labels: Record<string, string> }} Workload
 */

const kubernetes = join(import.meta.dirname, '../../kubernetes');

/** What kubectl makes of a folder of deploy/kubernetes, or of an absolute path. @param {string} folder */
export function render(folder) {
  const path = folder.startsWith('/') ? folder : join(kubernetes, folder);
  const text = execFileSync('kubectl', ['kustomize', path], { encoding: 'utf8', stdio: 'pipe' });
  return parseAllDocuments(text).map((document) => /** @type {Manifest} */ (document.toJS()));
}

/** The packages with the models of each API group that is not Kubernetes' own. */
const packageOf = /** @type {Record<string, string>} */ ({
  'keda.sh': '@kubernetes-models/keda/keda.sh',
  'monitoring.coreos.com': '@kubernetes-models/prometheus-operator/monitoring.coreos.com',
});

/** @param {Manifest} manifest */
async function modelOf({ apiVersion, kind }) {
  const [version, group] = apiVersion.split('/').toReversed();
  const others = packageOf[group];
  const models = await import(
    others === undefined ? `kubernetes-models/${apiVersion}` : `${others}/${version}`
  );
  return models[kind];
}

/**
 * Rejects if a value is not what the kind allows. Resolves to the paths of keys that the kind does not have:
 * the models let them pass, so this watches which keys their validation reads.
 *
 * @param {Manifest} manifest
 */
export async function unknownKeys(manifest) {
  /** @type {Set<string>} */
  const known = new Set();
  const model = await modelOf(manifest);
  // Not of an instance: its constructor copies the values, and so reads all of them.
  model.prototype.validate.call(watch(manifest, '', (path) => known.add(path)));
  return pathsIn(manifest).filter((path) => !known.has(path));
}

/**
 * @template {object} T
 * @param {T} value
 * @param {string} path
 * @param {(path: string) => void} onRead
 * @returns {T}
 */
function watch(value, path, onRead) {
  return new Proxy(value, {
    get(target, key, receiver) {
      const found = Reflect.get(target, key, receiver);
      if (typeof key !== 'string' || !Object.hasOwn(target, key)) return found;
      const own = `${path}/${key}`;
      onRead(own);
      return typeof found === 'object' && found !== null ? watch(found, own, onRead) : found;
    },
  });
}

/** Of everything in a value. @param {object} value @param {string} [path] @returns {string[]} */
function pathsIn(value, path = '') {
  return Object.entries(value).flatMap(([key, inner]) => {
    const own = `${path}/${key}`;
    return typeof inner === 'object' && inner !== null ? [own, ...pathsIn(inner, own)] : [own];
  });
}

/** What runs pods, with the template of the pod. @param {Manifest[]} manifests @returns {Workload[]} */
export const workloadsIn = (manifests) =>
  manifests
    .filter(({ spec }) => spec?.template?.spec?.containers !== undefined)
    .map(({ metadata, kind, spec }) => ({
      kind,
      name: metadata.name,
      pod: spec.template.spec,
      labels: spec.template.metadata.labels,
    }));

/** @param {Record<string, string>} selector @param {Record<string, string>} labels */
export const selects = (selector, labels) =>
  Object.entries(selector).every(([name, value]) => labels[name] === value);
