import { appendFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect } from 'vitest';
import { agentFiles, startAgent, untilReady } from '../../support/agent/agent.ts';
import type { Host } from '../../support/host/netns.ts';
import { CONFLIST, expectExit, netConf, SUBNET_ENV } from '../../support/host/node.ts';
import { test, until } from '../../support/transactions/running.ts';

/** What is done to a host that an agent keeps, and what its log says of it. */
type Drift = readonly [what: string, command: string, cause: RegExp];

const LINKS: readonly Drift[] = [
  ['a route of a peer is deleted', 'ip route del 10.244.2.0/24', /route 10\.244\.2\.0\/24 was deleted/],
  ['a nexthop is deleted', 'ip nexthop flush proto 140', /nexthop/],
  ['a neighbor is deleted', 'ip neigh del 10.244.2.0 dev flannel.1', /neighbor .*10\.244\.2\.0 was deleted/],
  [
    'a neighbor gets another MAC',
    'ip neigh replace 10.244.2.0 lladdr 0a:00:00:00:00:99 dev flannel.1 nud permanent',
    /neighbor .*10\.244\.2\.0 was set/,
  ],
  ['the FDB is flushed', 'bridge fdb flush dev flannel.1', /fdb|FDB/],
  ['flannel.1 is set down', 'ip link set flannel.1 down', /link flannel\.1 was/],
  ['flannel.1 is deleted', 'ip link del flannel.1', /link flannel\.1 was/],
  ['cni0 is deleted', 'ip link del cni0', /link cni0 was|cni0 lost/],
  ['flannel.1 loses its address', 'ip address flush dev flannel.1', /flannel\.1 lost the address/],
  ['forwarding is turned off', 'sysctl -q -w net.ipv4.ip_forward=0', /sysctl/],
  [
    'a setting of a link is changed',
    'sysctl -q -w net/ipv6/conf/flannel.1/accept_ra=1',
    /sysctl .*accept_ra/,
  ],
];

const RULES = {
  nft: [['the ruleset is flushed', 'nft flush ruleset', /the nft table .* was flushed/]],
  iptables: [
    ['the chain of masquerading is flushed', 'iptables -t nat -F FLANNEL-POSTRTG', /table/],
    ['the jump to it is deleted', 'iptables -t nat -F POSTROUTING', /table/],
  ],
} as const satisfies Record<string, readonly Drift[]>;

const IPV6: readonly Drift[] = [
  [
    'an IPv6 route of a peer is deleted',
    'ip -6 route del fd00:244:0:2::/64',
    /route fd00:244:0:2::\/64 was deleted/,
  ],
  ['flannel-v6.1 is deleted', 'ip link del flannel-v6.1', /flannel-v6\.1/],
];

const DUAL = { EnableIPv6: true, IPv6Network: 'fd00:244::/56' };

const listOf = (isDual: boolean): string =>
  [1, 2, 3]
    .map((n) => {
      const ipv6 = isDual ? `, publicIPv6: "fd00:77::${n}", ipv6Subnet: "fd00:244:0:${n}::/64"` : '';
      return `- {name: n${n}, publicIP: 192.168.77.${n}, subnet: 10.244.${n}.0/24${ipv6}}\n`;
    })
    .join('');

/** Waits until a host is as its agent wants it. */
const untilMended = async (host: Host): Promise<void> => {
  await until('the host matches', async () => {
    const { stdout } = await host.flannelctl(['diff']);
    return /nothing to change/.test(stdout);
  });
};

describe.each([
  ['nft', false],
  ['iptables', false],
  ['nft', true],
  ['iptables', true],
] as const)('rules by %s, IPv6: %s: the agent mends, and names the cause:', (engine, isDual) => {
  test('each drift, one after the other', async ({ host }) => {
    if (isDual)
      await host.sh(
        'ip -batch -',
        'address add fd00:77::1/64 dev eth0\nroute add default via fd00:77::254 dev eth0\n',
      );
    const conf = netConf({ EnableNFTables: engine === 'nft', ...(isDual ? DUAL : {}) });
    const agent = startAgent(host, await agentFiles(host, listOf(isDual), conf));
    await untilReady(host);
    await untilMended(host);
    const drifts = [...LINKS, ...RULES[engine], ...(isDual ? IPV6 : [])];
    let named = 0;
    for (const [what, command, cause] of drifts) {
      const before = agent.said().length;
      const said = (): string => agent.said().slice(before);
      await host.sh(command);
      await until(`${what}: it is mended`, async () => /objects? (was|were) changed: /.test(said()));
      await untilMended(host);
      if (cause.test(said())) named += 1;
    }
    // Where a comparison is at work for another reason, it mends what it finds, and names that reason.
    expect(named).toBeGreaterThan(drifts.length / 2);
    expectExit(await host.flannelctl(['status', '--no-probe']), 0);
  });
});

test('files that are deleted or edited are written again', async ({ host }) => {
  const conf = netConf({ EnableNFTables: true });
  const agent = startAgent(host, await agentFiles(host, listOf(false), conf));
  await untilReady(host);
  await untilMended(host);
  await host.sh(`rm ${path.join(host.root, SUBNET_ENV)}`);
  await until('subnet.env is named', async () => /subnet\.env was deleted/.test(agent.said()));
  await untilMended(host);
  await appendFile(path.join(host.root, SUBNET_ENV), 'FLANNEL_MTU=9000\n');
  await until('subnet.env is named', async () => /subnet\.env was changed/.test(agent.said()));
  await untilMended(host);
  await host.sh(`rm ${path.join(host.root, CONFLIST)}`);
  await until('the CNI conf is named', async () => /10-flannel\.conflist was deleted/.test(agent.said()));
  await untilMended(host);
  expect(agent.said()).not.toContain('again and again');
});
