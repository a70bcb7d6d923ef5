import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { freshHost } from '../../support/host/netns.ts';
import {
  ENGINES,
  expectExit,
  initN1,
  netConf,
  peerFlags,
  readIn,
  SUBNET_ENV,
} from '../../support/host/node.ts';
import { echoOnce, startProgram } from '../../support/host/processes.ts';
import { wiredHosts } from '../../support/host/wire.ts';

const fixture = async (name: string): Promise<string> =>
  readFile(path.join(import.meta.dirname, '../../fixtures/node', name), 'utf8');

/** A link without what is each host's own: numbers, MACs, addresses, and our marks. */
function inherent(link: Record<string, unknown>): unknown {
  const { ifindex, address, group, ifalias, addr_info, linkinfo, ...rest } = link;
  const { info_kind, info_data } = linkinfo as { info_kind: string; info_data: Record<string, unknown> };
  const addresses = (addr_info as Record<string, unknown>[]).map((one) => ({ ...one, local: 'its own' }));
  expect([ifindex, address, group, ifalias ?? '']).not.toContain(undefined);
  return { ...rest, addresses, info_kind, info_data: { ...info_data, local: 'its own' } };
}

/** The rules of a listing of nft or iptables-save, without chains, counters and times. */
const rulesOf = (listing: string): string[] => listing.split('\n').filter((line) => line.startsWith('-A '));

describe('the host that init leaves is the one that flanneld leaves:', () => {
  test('flannel.1 in every attribute but the marks', async () => {
    const host = await freshHost();
    await initN1(host);
    const [link] = JSON.parse(await host.sh('ip -N -d -j address show dev flannel.1')) as [
      Record<string, unknown>,
    ];
    expect(inherent(link)).toEqual(
      inherent(JSON.parse(await fixture('flannel.1.json')) as Record<string, unknown>),
    );
  });

  test.each([
    ['by default', netConf(), [], 'FLANNEL_MTU=1450\nFLANNEL_IPMASQ=true\n'],
    [
      'with an MTU and without masquerading',
      netConf({ Backend: { Type: 'vxlan', MTU: 1400 } }),
      ['--no-ip-masq'],
      'FLANNEL_MTU=1350\nFLANNEL_IPMASQ=false\n',
    ],
  ])('subnet.env byte for byte %s', async (_, conf, more, end) => {
    const host = await freshHost();
    await initN1(host, conf, more);
    expect(await readIn(host, SUBNET_ENV)).toBe(
      `FLANNEL_NETWORK=10.244.0.0/16\nFLANNEL_SUBNET=10.244.1.1/24\n${end}`,
    );
  });

  test('the iptables rules', async () => {
    const host = await freshHost();
    await initN1(host, ENGINES[1][1]);
    const recorded = (await fixture('iptables-save.txt')).replaceAll('10.244.15.0/24', '10.244.1.0/24');
    const rules = await host.sh('iptables-save');
    expect(rulesOf(rules).toSorted()).toEqual(rulesOf(recorded).toSorted());
    expect(rulesOf(rules).filter((rule) => rule.includes('-A FLANNEL'))).toEqual(
      expect.arrayContaining(rulesOf(recorded).filter((rule) => rule.includes('-A FLANNEL-POSTRTG'))),
    );
  });

  test('the nft rules, in the meaning of the iptables ones', async () => {
    const host = await freshHost();
    await initN1(host, ENGINES[0][1]);
    const table = await host.sh('nft list table ip flannelctl');
    expect(table.split('\n').map((line) => line.trim())).toEqual([
      'table ip flannelctl {',
      'chain postrtg {',
      'type nat hook postrouting priority srcnat; policy accept;',
      'meta mark & 0x00004000 == 0x00004000 return',
      'ip saddr 10.244.1.0/24 ip daddr 10.244.0.0/16 return',
      'ip saddr 10.244.0.0/16 ip daddr 10.244.1.0/24 return',
      'ip saddr != 10.244.0.0/16 ip daddr 10.244.1.0/24 return',
      'ip saddr 10.244.0.0/16 ip daddr != 224.0.0.0/4 masquerade fully-random',
      'ip saddr != 10.244.0.0/16 ip daddr 10.244.0.0/16 masquerade fully-random',
      '}',
      '',
      'chain forward {',
      'type filter hook forward priority filter; policy accept;',
      'ip saddr 10.244.0.0/16 accept',
      'ip daddr 10.244.0.0/16 accept',
      '}',
      '}',
    ]);
  });
});

describe('two nodes', () => {
  test.each(ENGINES)('with %s reach each other over VXLAN, VNI 1, UDP port 8472', async (_, conf) => {
    const [one, two] = await wiredHosts();
    await initN1(one, conf);
    const join = ['join', '--net-conf', conf, '--node', 'n2', ...peerFlags('n1=192.168.77.1,10.244.1.0/24')];
    expectExit(await two.flannelctl([...join, '--yes']), 0);
    const capture = await startProgram(
      one,
      'tcpdump',
      [...'-lni eth0 -c 2 -T vxlan udp port 8472'.split(' ')],
      'listening on',
    );
    expect(await echoOnce(one, two, '10.244.2.1')).toBe('10.244.1.0');
    const packets = (await capture.ended()).stdout.split('\n').filter((line) => /^\d/.test(line));
    expect(packets, packets.join('\n')).toHaveLength(2);
    expect(packets[0]).toMatch(
      /192\.168\.77\.1\.\d+ > 192\.168\.77\.2\.8472: VXLAN, flags \[I\] \(0x08\), vni 1/,
    );
    expect(packets[1]).toMatch(
      /192\.168\.77\.2\.\d+ > 192\.168\.77\.1\.8472: VXLAN, flags \[I\] \(0x08\), vni 1/,
    );
  });
});
