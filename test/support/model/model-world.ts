import type { Address, InterfaceAddress, LinkName, Mac, Prefix } from '../../../src/net/index.ts';
import type { Link } from '../../../src/state/index.ts';
import { emptyKernel, execute, type ModelKernel, observe } from './model-kernel.ts';
import type { World } from './play.ts';

/** The model as a host to play events on. */
export const modelWorld = (kernel: ModelKernel): World => ({
  run: async (steps) => {
    for (const { instruction } of steps) execute(kernel, instruction);
  },
  observe: async (scope) => observe(kernel, scope),
});

export const UPLINKS = [
  { name: 'eth0' as LinkName, address: '192.168.77.1' as Address, ipv6: 'fd77::1' as Address, mtu: 1500 },
  { name: 'eth1' as LinkName, address: '192.168.78.1' as Address, ipv6: 'fd78::1' as Address, mtu: 9000 },
] as const;

const uplink = ({ name, mtu }: (typeof UPLINKS)[number]): Link => ({
  kind: 'link',
  name,
  spec: { type: 'other', kind: 'veth' },
  mac: '02:00:00:00:00:01' as Mac,
  mtu,
  group: 0,
  alias: '',
  up: true,
});

/** A host before flannelctl: two uplinks, forwarding off, no files. */
export function bareKernel(): ModelKernel {
  const kernel = emptyKernel();
  for (const one of UPLINKS) {
    kernel.links.set(one.name, uplink(one));
    for (const address of [`${one.address}/24`, `${one.ipv6}/64`] as InterfaceAddress[])
      kernel.addresses.push({ kind: 'address', dev: one.name, address });
  }
  for (const name of ['net/ipv4/ip_forward', 'net/ipv6/conf/all/forwarding']) kernel.sysctls.set(name, '0');
  return kernel;
}

/** The same with foreign objects on it, of every kind. */
export function sharedKernel(): ModelKernel {
  const kernel = bareKernel();
  const dev = 'eth0' as LinkName;
  const via = '192.168.77.254' as Address;
  kernel.neighbors.set(`eth0 ${via}`, {
    kind: 'neighbor',
    dev,
    dst: via,
    lladdr: '02:00:00:00:00:fe' as Mac,
    protocol: 0,
  });
  kernel.nexthops.set(7, { kind: 'nexthop', id: 7, via, dev, onlink: true, protocol: 3 });
  for (const dst of ['0.0.0.0/0', '10.9.0.0/16'] as Prefix[])
    kernel.routes.set(dst, { kind: 'route', dst, nhid: 7, protocol: 3 });
  kernel.links.set('vxlan7', foreignVxlan(dev));
  kernel.fdb.set('vxlan7 02:00:00:00:07:07', {
    kind: 'fdb',
    dev: 'vxlan7' as LinkName,
    mac: '02:00:00:00:07:07' as Mac,
    dst: via,
  });
  kernel.iptables.set(
    'ip filter',
    new Map([
      ['FORWARD', ['-i eth0 -j KUBE-FORWARD']],
      ['KUBE-FORWARD', []],
    ]),
  );
  kernel.nft.set('ip filter2', new Map([['input', { hook: 'input', rules: ['accept'] }]]));
  for (const path of ['/etc', '/run'])
    kernel.files.set(path, { kind: 'file', type: 'directory', path, content: '', mode: 0o755 });
  return kernel;
}

/** The first with the bridge on it that the CNI plugin makes by itself when a pod starts before flannelctl. */
export function kernelWithBridge(addresses: readonly InterfaceAddress[], up: boolean): ModelKernel {
  const kernel = bareKernel();
  const name = 'cni0' as LinkName;
  const mac = '5e:00:00:00:00:01' as Mac;
  const spec = { type: 'bridge' } as const;
  kernel.links.set(name, { kind: 'link', name, spec, mac, mtu: 1500, group: 0, alias: '', up });
  for (const address of addresses) kernel.addresses.push({ kind: 'address', dev: name, address });
  return kernel;
}

const foreignVxlan = (dev: LinkName): Link => ({
  kind: 'link',
  name: 'vxlan7' as LinkName,
  spec: {
    type: 'vxlan',
    vni: 7,
    local: '192.168.77.1' as Address,
    dev,
    port: 7777,
    learning: true,
    gbp: false,
  },
  mac: '02:00:00:00:00:07' as Mac,
  mtu: 1450,
  txqlen: 1000,
  group: 0,
  alias: '',
  up: false,
});
