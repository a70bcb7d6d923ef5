import { expect, it } from 'vitest';
import { pods } from '../../../src/checks/cni/pods.ts';
import { podPortsOf } from '../../../src/host/facts/cni/pod-ports.ts';
import { found, NODE } from './support.ts';

const conf = (delegate: object = {}) =>
  JSON.stringify({ name: 'cbr0', plugins: [{ type: 'flannel', delegate }] });

/** What libcni caches of a pod on the bridge plugin. */
const cached = (link: string, network = 'cbr0'): string =>
  JSON.stringify({
    kind: 'cniCacheV1',
    containerId: 'c1',
    networkName: network,
    ifName: 'eth0',
    result: {
      interfaces: [{ name: 'cni0' }, { name: link }, { name: 'eth0', sandbox: '/run/netns/c1' }],
    },
  });

const veth = (ifname: string, master?: string) => ({ ifname, master, linkinfo: { info_kind: 'veth' } });

const check = async (cniConf: string, texts: readonly string[], links: readonly object[]) =>
  found(
    pods,
    { ...NODE, network: { ...NODE.network, cniConf } },
    { 'pod ports': texts.flatMap(podPortsOf), links },
  );

it('is fine where all pods are on the bridge', async () => {
  expect(await check(conf(), [cached('veth1')], [{ ifname: 'cni0' }, veth('veth1', 'cni0')])).toEqual([]);
});

it('leaves alone what is gone, on another bridge, of another network, no veth, or not cached', async () => {
  const texts = [
    cached('gone'),
    cached('veth2'),
    cached('veth3', 'other'),
    cached('eth0'),
    '{',
    'null',
    '[]',
    '{"networkName":"cbr0","containerId":"x","result":{"interfaces":[null,1,{"name":5}]}}',
  ];
  const links = [{ ifname: 'cni0' }, veth('veth2', 'br7'), veth('veth3'), { ifname: 'eth0' }, veth('veth4')];
  expect(await check(conf(), texts, links)).toEqual([]);
});

it('names the pods that are off the bridge, with the commands that attach them', async () => {
  const texts = [cached('veth1'), cached('veth2')];
  expect(await check(conf({ hairpinMode: true }), texts, [veth('veth1'), veth('veth2')])).toEqual([
    {
      severity: 'warning',
      effect: 'outage',
      follows: ['NetworkManager', 'Networkd'],
      message: '2 pods are not attached to cni0 and cut off: veth1, veth2',
      hint:
        'Restart the pods, or attach them once cni0 is there: ' +
        'ip link set veth1 master cni0 && bridge link set dev veth1 hairpin on; ' +
        'ip link set veth2 master cni0 && bridge link set dev veth2 hairpin on',
    },
  ]);
});

it('names twenty of many', async () => {
  const names = Array.from({ length: 22 }, (_, index) => `veth${index}`);
  const [finding] = await check(
    conf(),
    names.map((name) => cached(name)),
    names.map((name) => veth(name)),
  );
  expect(finding?.message).toMatch(/^22 pods are not attached .*veth19 and 2 more$/);
});
