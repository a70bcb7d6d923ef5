import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { recordedCluster } from '../../support/adopt/clusters.ts';
import { withBareHost } from '../../support/adopt/flannel-host.ts';
import { expectExit } from '../../support/host/node.ts';

type LinkJson = Readonly<Record<string, unknown>> & { readonly ifname: string };

const RECORDINGS = path.resolve(import.meta.dirname, '../../fixtures/recordings');

/** Numbers that the kernel gives, and our marks. */
const IGNORED = ['ifindex', 'address', 'group', 'ifalias', 'addr_info', 'qdisc'];

/** flannel's devices, attribute by attribute. */
const devices = (text: string): object[] =>
  (JSON.parse(text) as LinkJson[])
    .filter(({ ifname }) => ifname.startsWith('flannel'))
    .map((link) => Object.fromEntries(Object.entries(link).filter(([name]) => !IGNORED.includes(name))));

test.each(['vxlan-nft', 'vxlan-dual-iptables', 'vxlan-dual-nft'])(
  'the devices made for the net-conf of %s are those that flanneld made, attribute by attribute',
  async (recording) => {
    const { host: built, etcd } = await recordedCluster(recording);
    const flannels = devices(await readFile(path.join(RECORDINGS, recording, 'addr.json'), 'utf8'));
    expect(flannels.length).toBe(recording.includes('dual') ? 2 : 1);
    await withBareHost(built, async (host) => {
      const init = ['init', '--node', 'n1', '--plan', '-', '--yes'];
      expectExit(await host.flannelctl(init, { input: etcd }), 0);
      expect(devices(await host.sh('ip -N -d -j address'))).toEqual(flannels);
    });
  },
);
