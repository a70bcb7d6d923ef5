import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Failure } from '../../../src/errors/index.ts';
import type { PlanNode } from '../../../src/flannel/index.ts';
import type { NodeName } from '../../../src/net/index.ts';
import {
  type KubernetesOptions,
  kubernetesStore,
  StaleRevision,
  type Store,
} from '../../../src/stores/index.ts';
import { annotationsOf, netConfOf, planNodeOf, publishedNodes } from '../lease-writers.ts';
import { type ApiServer, must, nodeObject, type TestNode, tlsText } from './api-server.ts';
import { CERTIFIED, clusterOf, storeBy, testFolder } from './configs.ts';
import { failureOf, going, watching } from './watching.ts';

const N1: PlanNode = { name: 'n1' as NodeName };

const FLANNEL = 'flannel.alpha.coreos.com/';

/** What flanneld writes of a node with vxlan. */
export const LEASE: Readonly<Record<string, string>> = {
  [`${FLANNEL}backend-data`]: '{"VNI":1,"VtepMAC":"4a:00:00:00:00:01"}',
  [`${FLANNEL}backend-type`]: 'vxlan',
  [`${FLANNEL}kube-subnet-manager`]: 'true',
  [`${FLANNEL}public-ip`]: '192.168.1.1',
};

const [published] = publishedNodes(1);
if (published === undefined) throw new Error('no node');
/** The lease of n1 in a network of IPv4. */
export const OWN = { node: planNodeOf(published), netConf: netConfOf(published, { type: 'vxlan', vni: 1 }) };

interface SeenNode {
  readonly metadata: {
    readonly resourceVersion: string;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly status: { readonly conditions?: readonly Readonly<Record<string, string>>[] };
}

/** The same tests of the store for what plays a kube-apiserver, and for a real one. */
export function behavesOn(start: () => Promise<ApiServer>): void {
  let server: ApiServer;
  let folder: string;
  let store: Store;
  const opened: Store[] = [];

  const open = async (
    user: object,
    more: Partial<KubernetesOptions> = {},
    cluster: object = clusterOf(server),
  ) => {
    const made = await storeBy(folder, cluster, user, more);
    opened.push(made);
    return made;
  };
  const create = async (name: string, node: TestNode = {}) =>
    must(server, 'POST', '/api/v1/nodes', nodeObject(name, node));
  const annotate = async (name: string, annotations: Readonly<Record<string, string | null>>) =>
    must(server, 'PATCH', `/api/v1/nodes/${name}`, { metadata: { annotations } });
  const setStatus = async (name: string, ...conditions: readonly object[]) =>
    must(server, 'PATCH', `/api/v1/nodes/${name}/status`, { status: { conditions } });
  const remove = async (name: string) => must(server, 'DELETE', `/api/v1/nodes/${name}`);
  const see = async (name: string) =>
    (await must(server, 'GET', `/api/v1/nodes/${name}`)) as unknown as SeenNode;
  const peers = publishedNodes(9).slice(1);
  const createPeer = async (i: number) => {
    const peer = peers[i];
    if (peer === undefined) throw new Error('no such peer');
    await create(peer.name, { annotations: annotationsOf(peer), podCIDRs: [peer.subnet] });
    return peer;
  };

  beforeAll(async () => {
    server = await start();
    folder = await testFolder();
  });
  beforeEach(async () => {
    store = await open({ token: await server.token() });
  });
  afterEach(async () => {
    const { items } = (await must(server, 'GET', '/api/v1/nodes')) as {
      items: { metadata: { name: string } }[];
    };
    for (const { metadata } of items) await remove(metadata.name);
    for (const each of opened.splice(0)) await each.close();
  });
  afterAll(async () => {
    await server?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  describe('reading', () => {
    it('lists the leases of nodes with flannel, and no others', async () => {
      await createPeer(0);
      await create('plain', { podCIDRs: ['10.244.77.0/24'] });
      const { leases } = await store.list(going());
      expect(leases).toMatchObject([
        {
          key: 'n2',
          problems: [],
          entry: {
            name: 'n2',
            backendType: 'vxlan',
            shared: 1,
            ipv4: { publicIP: '192.168.1.2', pin: '10.244.2.0/24', data: { vtepMac: '4a:00:00:00:00:02' } },
          },
        },
      ]);
      expect(leases[0]).not.toHaveProperty('expires');
    });

    it('lists more nodes than a page has', async () => {
      const names = Array.from({ length: 253 }, (_, i) => `m${String(i).padStart(3, '0')}`);
      await Promise.all(
        names.map(async (name, i) =>
          create(name, { annotations: LEASE, podCIDRs: [`10.${i >> 8}.${i & 255}.0/24`] }),
        ),
      );
      const { leases } = await store.list(going());
      expect(leases.map(({ key }) => key)).toEqual(names);
    });

    it('says why a node that has flannel is no lease', async () => {
      await create('bad', {
        annotations: { ...LEASE, [`${FLANNEL}backend-data`]: '{"VNI":' },
        podCIDRs: ['10.244.9.0/24'],
      });
      await create('unassigned', { annotations: LEASE });
      await create('elsewhere', {
        annotations: { 'org.example/kube-subnet-manager': 'true' },
        podCIDRs: ['10.244.8.0/24'],
      });
      const { leases } = await store.list(going());
      expect(leases.map(({ key, entry }) => [key, entry])).toEqual([
        ['bad', undefined],
        ['elsewhere', undefined],
        ['unassigned', undefined],
      ]);
      expect(leases.map(({ problems }) => problems[0])).toMatchObject([
        {
          severity: 'error',
          message: expect.stringMatching(/backend data of node "bad"/),
          location: { file: 'nodes/bad' },
        },
        {
          severity: 'error',
          message: expect.stringMatching(/"elsewhere" has flannel's annotations as "org.example\/"/),
        },
        { severity: 'error', message: 'node "unassigned" pod cidr not assigned' },
      ]);
    });

    it('reads and writes with another annotation prefix', async () => {
      await create('n1', { podCIDRs: ['10.244.1.0/24'] });
      const other = await open({ token: await server.token() }, { annotationPrefix: 'org.example/net' });
      await other.publish(OWN, going());
      expect((await see('n1')).metadata.annotations).toHaveProperty(
        ['org.example/net-public-ip'],
        '192.168.1.1',
      );
      expect((await other.list(going())).leases).toMatchObject([{ key: 'n1', entry: { name: 'n1' } }]);
    });

    it('sees a lease come, change and go, and nothing else', async () => {
      const peer = await createPeer(0);
      await create('plain');
      const { revision } = await store.list(going());
      const watch = watching(store, revision);
      await createPeer(1);
      await watch.until(1);
      await setStatus('n2', { type: 'Ready', status: 'True' });
      await annotate('n2', { 'example.org/other': 'x' });
      await annotate('plain', { 'example.org/other': 'x' });
      await annotate('n2', { [`${FLANNEL}public-ip`]: '192.168.1.200' });
      await watch.until(2);
      await annotate('plain', LEASE);
      await watch.until(3);
      await annotate('n3', { [`${FLANNEL}kube-subnet-manager`]: null });
      await watch.until(4);
      await remove('n3');
      await remove('n2');
      await createPeer(0);
      expect(await watch.until(6)).toEqual([
        'put n3',
        'put n2',
        'put plain',
        'delete n3',
        'delete n2',
        'put n2',
      ]);
      const [, changed, unassigned] = watch.events;
      expect(changed).toMatchObject({
        lease: { entry: { ipv4: { publicIP: '192.168.1.200', pin: peer.subnet } } },
      });
      expect(unassigned).toMatchObject({ lease: { key: 'plain', problems: [{ severity: 'error' }] } });
      await watch.stop();
    });

    it('says that a revision is too old, so that the list is read again', async () => {
      const { revision } = await store.list(going());
      await createPeer(0);
      await server.restart();
      expect(await watching(store, revision).ended).toBeInstanceOf(StaleRevision);
      const { leases, revision: next } = await store.list(going());
      expect(leases.map(({ key }) => key)).toEqual(['n2']);
      const watch = watching(store, next);
      await createPeer(1);
      expect(await watch.until(1)).toEqual(['put n3']);
      await watch.stop();
    });

    it('lives on over a restart of the server', async () => {
      const { revision } = await store.list(going());
      const watch = watching(store, revision);
      await createPeer(0);
      await watch.until(1);
      await server.restart();
      await createPeer(1);
      // The server may end the watch in order, and then it went on by itself.
      const ended = await Promise.race([watch.ended, watch.until(2)]);
      if (ended instanceof Error) expect([ended]).toMatchObject([{ exit: 'unavailable' }]);
      expect((await store.list(going())).leases.map(({ key }) => key)).toEqual(['n2', 'n3']);
      await watch.stop();
    });

    it('ends when it is told to', async () => {
      const stop = new AbortController();
      const { revision } = await store.list(stop.signal);
      const reason = new Error('enough');
      const next = store.watch(revision, stop.signal)[Symbol.asyncIterator]().next();
      setTimeout(() => stop.abort(reason), 50);
      await expect(next).rejects.toBe(reason);
      await expect(store.list(stop.signal)).rejects.toBe(reason);
      await expect(store.publish(OWN, stop.signal)).rejects.toBe(reason);
    });
  });

  describe('writing', () => {
    it('publishes on a node without annotations, as flanneld does', async () => {
      await create('n1', { podCIDRs: ['10.244.1.0/24'] });
      await setStatus('n1', { type: 'Ready', status: 'True', reason: 'KubeletReady' });
      const result = await store.publish(OWN, going());
      expect(result).toMatchObject({
        result: 'published',
        lease: { key: 'n1', problems: [], entry: { name: 'n1' } },
      });
      const { metadata, status } = await see('n1');
      expect(metadata.annotations).toEqual(LEASE);
      const flannel = {
        type: 'NetworkUnavailable',
        status: 'False',
        reason: 'FlannelIsUp',
        message: 'Flannel is running on this node',
        lastTransitionTime: expect.stringMatching(/Z$/),
        lastHeartbeatTime: expect.stringMatching(/Z$/),
      };
      expect(status.conditions).toHaveLength(2);
      expect(status.conditions).toEqual(
        expect.arrayContaining([expect.objectContaining({ reason: 'KubeletReady' }), flannel]),
      );
    });

    it('writes only what differs, and nothing twice', async () => {
      await create('n1', { podCIDRs: ['10.244.1.0/24'], annotations: { 'example.org/a': 'b' } });
      await store.publish(OWN, going());
      const first = await see('n1');
      await store.renew(OWN, going());
      expect(await see('n1')).toEqual(first);
      await setStatus('n1', { type: 'NetworkUnavailable', status: 'True', reason: 'NoRouteCreated' });
      await annotate('n1', { [`${FLANNEL}public-ip`]: '203.0.113.1' });
      expect(await store.renew(OWN, going())).toMatchObject({ entry: { ipv4: { publicIP: '192.168.1.1' } } });
      const { metadata, status } = await see('n1');
      expect(metadata.annotations).toEqual({ ...LEASE, 'example.org/a': 'b' });
      expect(status.conditions).toMatchObject([{ status: 'False', reason: 'FlannelIsUp' }]);
    });

    it('leaves the condition alone if told to, and one that says the same', async () => {
      await create('n1', { podCIDRs: ['10.244.1.0/24'] });
      const without = await open({ token: await server.token() }, { setsCondition: false });
      await without.publish(OWN, going());
      expect((await see('n1')).status.conditions ?? []).toEqual([]);
      await setStatus('n1', { type: 'NetworkUnavailable', status: 'False', reason: 'RouteCreated' });
      await store.publish(OWN, going());
      await store.withdraw?.('n1', going());
      expect((await see('n1')).status.conditions).toMatchObject([{ reason: 'RouteCreated' }]);
    });

    it('publishes the address that a user annotated', async () => {
      const annotations = {
        [`${FLANNEL}public-ip-overwrite`]: '203.0.113.7',
        [`${FLANNEL}node-public-ip`]: '192.168.1.9',
      };
      await create('n1', { podCIDRs: ['10.244.1.0/24'], annotations });
      await store.publish(OWN, going());
      expect((await see('n1')).metadata.annotations).toMatchObject({
        [`${FLANNEL}public-ip`]: '203.0.113.7',
      });
      expect(await store.wishes?.(going())).toEqual({ ipv4: '192.168.1.9' });
      await annotate('n1', { [`${FLANNEL}public-ip-overwrite`]: 'fd00::1' });
      const failure = await failureOf(store.renew(OWN, going()));
      expect([failure.exit, failure.message]).toEqual([
        'invalidConfig',
        `the annotation ${FLANNEL}public-ip-overwrite of node n1 is "fd00::1", which is no IPv4 address`,
      ]);
      expect(failure.hint).toContain(`kubectl annotate node n1 ${FLANNEL}public-ip-overwrite-`);
    });

    it('withdraws what flannel wrote, and no other annotation', async () => {
      const annotations = { 'example.org/a': 'b', [`${FLANNEL}public-ip-overwrite`]: '203.0.113.7' };
      await create('n1', { podCIDRs: ['10.244.1.0/24'], annotations });
      await setStatus('n1', { type: 'Ready', status: 'True' });
      await store.publish(OWN, going());
      await store.withdraw?.('n1', going());
      const { metadata, status } = await see('n1');
      expect(metadata.annotations).toEqual(annotations);
      expect(status.conditions).toMatchObject([{ type: 'Ready' }]);
      expect((await store.list(going())).leases).toEqual([]);
      await store.withdraw?.('n1', going());
      await store.withdraw?.('gone', going());
    });

    it('has the subnets of the node', async () => {
      await create('n1', { podCIDRs: ['10.244.1.0/24', 'fd00:244:0:1::/64'] });
      expect(await store.assigned?.(going(), N1)).toEqual({
        ipv4: '10.244.1.0/24',
        ipv6: 'fd00:244:0:1::/64',
      });
    });

    it('names what has to be done on a node without a subnet, and without a node', async () => {
      const none = await failureOf(Promise.resolve(store.assigned?.(going(), N1)));
      expect([none.exit, none.message]).toEqual([
        'unavailable',
        `Kubernetes at ${server.url} has no node n1`,
      ]);
      expect(none.hint).toContain('NODE_NAME');
      await create('n1');
      const unassigned = await failureOf(Promise.resolve(store.assigned?.(going(), N1)));
      expect([unassigned.exit, unassigned.message]).toEqual(['unavailable', 'node n1 has no podCIDR']);
      expect(unassigned.hint).toMatch(/kube-controller-manager.*--allocate-node-cidrs.*--pod-network-cidr/);
    });
  });

  describe('rights and certificates', () => {
    it('names the rule that is missing', async () => {
      await create('n1');
      const weak = await open({ token: server.powerless });
      const failures = [
        await failureOf(weak.list(going())),
        await failureOf(watching(weak, '1').ended.then((error) => Promise.reject(error))),
        await failureOf(weak.publish(OWN, going())),
      ];
      expect(failures.map(({ exit }) => exit)).toEqual(['permission', 'permission', 'permission']);
      const rule = (verb: string) =>
        `Add to the ClusterRole: apiGroups: [""], resources: ["nodes"], verbs: ["${verb}"]`;
      expect(failures.map(({ hint }) => hint)).toEqual(['list', 'watch', 'get'].map(rule));
      expect(failures[0]?.message).toBe(
        `Kubernetes at ${server.url} does not allow to list nodes: nodes is forbidden: User "nobody" cannot list resource "nodes" in API group "" at the cluster scope`,
      );
    });

    it('says that the credentials are not accepted', async () => {
      const { exit, message } = await failureOf((await open({ token: 'wrong' })).list(going()));
      expect([exit, message]).toEqual([
        'permission',
        `Kubernetes at ${server.url} does not accept the credentials: Unauthorized`,
      ]);
    });

    it('takes the token that replaces another', async () => {
      const serviceAccount = path.join(folder, 'serviceaccount');
      await mkdir(serviceAccount);
      await writeFile(path.join(serviceAccount, 'ca.crt'), tlsText('ca.crt'));
      const replace = async (token: string) => writeFile(path.join(serviceAccount, 'token'), token);
      await replace(await server.token());
      const pod = kubernetesStore({ nodeName: 'n1', serviceAccount, apiUrl: server.url });
      opened.push(pod);
      expect((await pod.list(going())).leases).toEqual([]);
      await server.revoke();
      const refused = async () =>
        pod.list(going()).then(
          () => undefined,
          (error: Failure) => error.exit,
        );
      await expect.poll(refused, { timeout: 30_000, interval: 500 }).toBe('permission');
      await replace(await server.token());
      expect((await pod.list(going())).leases).toEqual([]);
    });

    it('comes with a client certificate', async () => {
      await create('n1', { podCIDRs: ['10.244.1.0/24'] });
      await (await open(CERTIFIED)).publish(OWN, going());
      expect((await see('n1')).metadata.annotations).toEqual(LEASE);
    });
  });
}
