import { beforeAll, describe, expect, test } from 'vitest';
import { gatewayOf, podOf, uplinkOf } from './clients/cluster.ts';
import { cnitool } from './clients/cnitool.ts';
import { containerd } from './clients/containerd.ts';
import { podman } from './clients/podman.ts';
import { PORTS, type Scene, setTheScene } from './clients/scene.ts';
import { NO_TRACES, traces } from './clients/traces.ts';
import { type Asker, ask, ping, portOf } from './clients/traffic.ts';

const netConf = (EnableNFTables: boolean): object => ({
  Network: '10.244.0.0/16',
  EnableNFTables,
  Backend: { Type: 'vxlan' },
});

/** What flannelctl's own rules are made with; portmap's are iptables' in either case. */
const ENGINES = { nft: netConf(true), iptables: netConf(false) };

const COLUMNS = [podman, containerd, cnitool].flatMap((client) =>
  Object.entries(ENGINES).map(([engine, conf]) => ({ name: `${client.name}, ${engine}`, client, conf })),
);

const MTU = 1450;

/** Who asks for the port of n1, by which address, and under which it is seen by the pod. */
const ASKERS: readonly {
  readonly name: string;
  readonly from: (scene: Scene) => Asker;
  readonly address: string;
  readonly seen: string;
}[] = [
  { name: 'the other node', from: ({ n2 }) => n2, address: uplinkOf(1), seen: uplinkOf(2) },
  {
    name: "the other node's pod, masqueraded",
    from: ({ pod2 }) => pod2,
    address: uplinkOf(1),
    seen: uplinkOf(2),
  },
  { name: 'the node itself', from: ({ n1 }) => n1, address: uplinkOf(1), seen: uplinkOf(1) },
  { name: 'loopback', from: ({ n1 }) => n1, address: '127.0.0.1', seen: gatewayOf(1) },
  { name: 'the pod itself', from: ({ pod1 }) => pod1, address: uplinkOf(1), seen: gatewayOf(1) },
];

// The tests of a client go one after the other over the same two pods, towards the end without them.
describe.for(COLUMNS)('$name', ({ client, conf }) => {
  let scene: Scene;
  beforeAll(async () => {
    scene = await setTheScene(client, conf);
    return scene.cluster.close;
  });

  test("a pod has an address of its node's subnet and the overlay's MTU", async ({ task }) => {
    task.meta.facts = { version: scene.version };
    expect(await portOf(scene.pod1)).toBe(`${podOf(1)}/24 mtu ${MTU}`);
    expect(await portOf(scene.pod2)).toBe(`${podOf(2)}/24 mtu ${MTU}`);
  });

  test('full packets from pod to pod across the overlay, both ways', async () => {
    await ping(scene.pod1, podOf(2), MTU);
    await ping(scene.pod2, podOf(1), MTU);
  });

  test('pods see each other under their own addresses', async () => {
    expect(await ask(scene.pod1, podOf(2), PORTS.containerPort)).toBe(`${podOf(2)} <- ${podOf(1)}`);
    expect(await ask(scene.pod2, podOf(1), PORTS.containerPort)).toBe(`${podOf(1)} <- ${podOf(2)}`);
  });

  for (const { name, from, address, seen } of ASKERS)
    test(`port mapping, from ${name}`, async () => {
      expect(await ask(from(scene), address, PORTS.hostPort)).toBe(`${podOf(1)} <- ${seen}`);
    });

  test('status finds no difference while pods are there', async () => {
    for (const node of scene.cluster.nodes) await node.must(0, ['flannelctl', 'status']);
  });

  test('DEL leaves nothing of a pod', async () => {
    for (const { node, pod } of [scene.pod1, scene.pod2]) {
      const before = await traces(node);
      for (const what of Object.values(before)) expect(what).not.toBe('');
      await client.deletePod(node, pod, PORTS);
      expect(await traces(node)).toEqual(NO_TRACES);
    }
  });

  test('status finds no difference after the last pod', async () => {
    for (const node of scene.cluster.nodes) await node.must(0, ['flannelctl', 'status']);
  });

  test('reset leaves no bridge and no conf list', async () => {
    for (const node of scene.cluster.nodes) {
      await node.must(0, ['flannelctl', 'reset', '--yes']);
      await node.must(1, ['ip', 'link', 'show', 'cni0']);
      await node.must(1, ['test', '-e', '/etc/cni/net.d/10-flannel.conflist']);
    }
  });
});
