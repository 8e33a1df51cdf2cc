import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { render, selects, unknownKeys, workloadsIn } from './manifests.mjs';

const all = render('.');
const courses = render('courses');
const manifests = [...all, ...courses, ...render('prometheus-operator')];
const workloads = workloadsIn(manifests);
/** @param {string} kind */
const ofKind = (kind) => manifests.filter((manifest) => manifest.kind === kind);

describe('each manifest', () => {
  test.each(manifests.map((manifest) => [manifest.kind, manifest.metadata.name, manifest]))(
    '%s %s has values that Kubernetes allows, and no unknown key',
    async (_kind, _name, manifest) => {
      expect(await unknownKeys(manifest)).toEqual([]);
    },
  );

  test('with a wrong value or an unknown key is found', async () => {
    const service = structuredClone(ofKind('Service')[0] ?? {});
    service.spec.ports[0].prot = 1;
    service.spec.selectors = {};
    expect(await unknownKeys(service)).toEqual(['/spec/ports/0/prot', '/spec/selectors']);
    service.spec.ports[0].port = 'many';
    await expect(unknownKeys(service)).rejects.toThrow(/port/);
  });
});

test('the parts are those of the other ways to run it', () => {
  expect(workloadsIn(all).map(({ kind, name }) => `${kind} ${name}`)).toEqual([
    'Deployment grader-api',
    'Deployment nginx',
    'Deployment programming-api',
    'Deployment programming-ui',
    'StatefulSet postgres',
    'StatefulSet redis',
    'Job migration',
  ]);
});

describe.each(workloads.map((workload) => [workload.name, workload]))('the pod of %s', (_, own) => {
  const { pod, name, kind } = own;

  test('is admitted under the restricted Pod Security standard', () => {
    expect(pod.securityContext).toMatchObject({ runAsNonRoot: true });
    expect(pod.securityContext.runAsUser).toBeGreaterThan(0);
    expect(['RuntimeDefault', 'Localhost']).toContain(pod.securityContext.seccompProfile.type);
    expect([pod.hostNetwork, pod.hostPID, pod.hostIPC]).toEqual([undefined, undefined, undefined]);
    const volumeTypes = (pod.volumes ?? []).map((/** @type {object} */ volume) =>
      Object.keys(volume)
        .filter((key) => key !== 'name')
        .join(),
    );
    for (const type of volumeTypes) expect(['emptyDir', 'secret', 'configMap']).toContain(type);
    for (const { securityContext, ports = [] } of pod.containers) {
      expect(securityContext).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      });
      for (const port of ports) expect(port.hostPort).toBeUndefined();
    }
  });

  test('differs from the others only where it runs student code', () => {
    const { seccompProfile } = pod.securityContext;
    const runsStudentCode = ['grader-api', 'courses'].includes(name);
    expect([seccompProfile, pod.hostUsers]).toEqual(
      runsStudentCode
        ? [{ type: 'Localhost', localhostProfile: 'touchstone/seccomp.json' }, false]
        : [{ type: 'RuntimeDefault' }, undefined],
    );
  });

  test('has no token, a pinned image, a limit of memory and, if it serves, probes', () => {
    expect([pod.automountServiceAccountToken, pod.enableServiceLinks]).toEqual([false, false]);
    for (const container of pod.containers) {
      // The image of the courses is the operator's.
      if (name !== 'courses') expect(container.image).toMatch(/:\d+\.\d+/);
      expect(container.resources.limits.memory).toMatch(/^\d+[MG]i$/);
      expect(Object.keys(container.resources.requests).toSorted()).toEqual(['cpu', 'memory']);
      if (kind === 'Job') continue;
      for (const probe of ['startupProbe', 'livenessProbe', 'readinessProbe']) {
        const { httpGet, tcpSocket } = container[probe];
        const port = (httpGet ?? tcpSocket)?.port;
        const ports = container.ports.map((/** @type {{ name: string }} */ each) => each.name);
        if (port !== undefined) expect(ports).toContain(port);
      }
    }
  });

  test('can be disrupted one at a time, if it serves', () => {
    const budgets = ofKind('PodDisruptionBudget').filter(({ spec }) =>
      selects(spec.selector.matchLabels, own.labels),
    );
    expect(budgets.map(({ spec }) => spec.maxUnavailable)).toEqual(kind === 'Job' ? [] : [1]);
  });
});

describe('what refers to others', () => {
  test('services, budgets and policies select pods', () => {
    const selectors = [
      ...ofKind('Service').map(({ spec }) => spec.selector),
      ...ofKind('PodDisruptionBudget').map(({ spec }) => spec.selector.matchLabels),
      ...ofKind('PodMonitor').map(({ spec }) => spec.selector.matchLabels),
      ...ofKind('NetworkPolicy').flatMap(({ spec }) => [
        spec.podSelector.matchLabels ?? {},
        ...[...(spec.ingress ?? []), ...(spec.egress ?? [])].flatMap(
          (/** @type {Record<string, any>} */ rule) =>
            [...(rule.from ?? []), ...(rule.to ?? [])].map(
              (/** @type {Record<string, any>} */ peer) => peer.podSelector?.matchLabels ?? {},
            ),
        ),
      ]),
    ];
    expect(selectors.length).toBeGreaterThan(20);
    for (const selector of selectors) {
      const selected = workloads.filter(({ labels }) => selects(selector, labels));
      expect([selector, selected.length > 0]).toEqual([selector, true]);
    }
  });

  test('pods read configuration that there is, and the documented secrets', () => {
    const maps = ofKind('ConfigMap');
    for (const { pod } of workloads) {
      for (const { env = [] } of pod.containers) {
        for (const { valueFrom } of env) {
          if (valueFrom === undefined) continue;
          const { name, key } = valueFrom.configMapKeyRef;
          const map = maps.find(({ metadata }) => metadata.name === name);
          expect(Object.keys(map?.data ?? {})).toContain(key);
        }
      }
      for (const { secret } of pod.volumes) {
        if (secret === undefined) continue;
        expect(secret.secretName).toMatch(/^touchstone-(?:api|grader|postgres|redis)$/);
      }
    }
  });

  test('autoscalers have at least one of each, and a scaled deployment has no count of its own', () => {
    const [apis] = ofKind('HorizontalPodAutoscaler');
    const [graders] = ofKind('ScaledObject');
    expect(apis?.spec.minReplicas).toBeGreaterThanOrEqual(1);
    expect(graders?.spec.minReplicaCount).toBeGreaterThanOrEqual(1);
    expect(graders?.spec.fallback.replicas).toBeGreaterThanOrEqual(1);
    for (const scaler of [apis, graders]) {
      const { name, kind } = scaler?.spec.scaleTargetRef ?? {};
      const target = all.find((each) => each.kind === kind && each.metadata.name === name);
      expect([name, target?.spec.replicas, target !== undefined]).toEqual([name, undefined, true]);
    }
  });
});

test('a kustomization of an operator may leave out the stores, and add AppArmor', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'touchstone-kubernetes-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const from = (/** @type {string} */ part) =>
    relative(folder, join(import.meta.dirname, '../../kubernetes', part));
  const lines = [
    'apiVersion: kustomize.config.k8s.io/v1beta1',
    'kind: Kustomization',
    `resources: [${from('app')}, ${from('courses')}]`,
    `components: [${from('apparmor')}]`,
  ];
  writeFileSync(join(folder, 'kustomization.yaml'), lines.join('\n'));
  const rendered = render(folder);
  for (const manifest of rendered) expect(await unknownKeys(manifest)).toEqual([]);
  const own = workloadsIn(rendered);
  expect(own.some(({ name }) => name === 'postgres')).toBe(false);
  const confined = own.filter(({ pod }) => pod.securityContext.appArmorProfile !== undefined);
  expect(confined.map(({ name }) => name)).toEqual(['grader-api', 'courses']);
});
