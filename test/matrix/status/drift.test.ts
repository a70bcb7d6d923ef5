import { chmod, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { StatusDocument } from '../../../src/generated/types.d.ts';
import { freshHost, type Host, makeHost } from '../../support/host/netns.ts';
import { CONFLIST, ENGINES, expectExit, initN1, netConf, SUBNET_ENV } from '../../support/host/node.ts';
import { MISBEHAVIOUR, wrapTools } from '../../support/host/tools.ts';

const MAC2 = '0e:2a:0a:f4:02:01';
const LINK = '~ link flannel.1:';
const NEIGHBORS = ['+ neigh 10.244.2.0 ', '+ neigh 10.244.3.0 '];
const ROUTES = ['+ nexthop id 1174405122 ', '+ route 10.244.2.0/24 ', '+ route 10.244.3.0/24 '];

/** Entries of one MAC, of which the kernel keeps a list. */
const FLOOD = ['192.168.77.8', '192.168.77.9']
  .map((dst) => `fdb append 00:00:00:00:00:00 dev flannel.1 dst ${dst} self permanent\n`)
  .join('');

/** What somebody did to the host. */
type Cause = string | ((host: Host) => Promise<unknown>);

interface Drift {
  readonly cause: Cause;
  /** The beginnings of the lines that name it. */
  readonly lines: readonly string[];
  /** How many changes there are, peers' objects included. */
  readonly count: number;
  /** n2's cells in the status that are not ok, where there are; else what status says is what diff does. */
  readonly n2?: Partial<StatusDocument['peers'][number]>;
}

const write =
  (file: string, content: string) =>
  async ({ root }: Host) =>
    writeFile(path.join(root, file), content);

const KERNEL: Readonly<Record<string, Drift>> = {
  'a route is deleted': {
    cause: 'ip route del 10.244.2.0/24',
    lines: ['+ route 10.244.2.0/24 nhid 1174405122'],
    count: 1,
    n2: { route: 'missing' },
  },
  'a route leads to another nexthop': {
    cause: 'ip route replace 10.244.2.0/24 nhid 1174405123 proto 140',
    lines: ['~ route 10.244.2.0/24 nhid 1174405122: to nhid 1174405123 → nhid 1174405122'],
    count: 1,
    n2: { route: 'wrong' },
  },
  'a route of ours too many': {
    cause: 'ip route add 10.244.9.0/24 nhid 1174405123 proto 140',
    lines: ['- route 10.244.9.0/24 nhid 1174405123'],
    count: 1,
  },
  'a FDB entry is deleted': {
    cause: `bridge fdb del ${MAC2} dev flannel.1 dst 192.168.77.2`,
    lines: [`+ fdb ${MAC2} dev flannel.1 dst 192.168.77.2`],
    count: 1,
    n2: { fdb: 'missing' },
  },
  'a FDB entry leads to another node': {
    cause: `bridge fdb replace ${MAC2} dev flannel.1 dst 192.168.77.9 self permanent`,
    lines: [`~ fdb ${MAC2} dev flannel.1 dst 192.168.77.2 self permanent: dst 192.168.77.9 → 192.168.77.2`],
    count: 1,
    n2: { fdb: 'wrong' },
  },
  'a FDB entry leads to another port': {
    cause: `bridge fdb replace ${MAC2} dev flannel.1 dst 192.168.77.2 port 4789 self permanent`,
    lines: [`~ fdb ${MAC2} dev flannel.1 dst 192.168.77.2 self permanent: detour port 4789 → (none)`],
    count: 1,
    n2: { fdb: 'wrong' },
  },
  'what has no FDB entry is sent to two nodes': {
    cause: async ({ sh }) => sh('bridge -batch -', FLOOD),
    lines: [
      '- fdb 00:00:00:00:00:00 dev flannel.1 dst 192.168.77.8 self permanent',
      '- fdb 00:00:00:00:00:00 dev flannel.1 dst 192.168.77.9 self permanent',
    ],
    count: 2,
  },
  'a neighbour is deleted': {
    cause: 'ip neigh del 10.244.2.0 dev flannel.1',
    lines: [`+ neigh 10.244.2.0 lladdr ${MAC2}`],
    count: 1,
    n2: { neighbor: 'missing' },
  },
  'a neighbour has another MAC': {
    cause: 'ip neigh replace 10.244.2.0 lladdr 0e:00:00:00:00:99 dev flannel.1 nud permanent',
    lines: [`~ neigh 10.244.2.0 lladdr ${MAC2}`],
    count: 1,
    n2: { neighbor: 'wrong' },
  },
  'a neighbour of a node that is gone': {
    cause: 'ip neigh add 10.244.9.0 lladdr 0e:00:00:00:00:99 dev flannel.1 nud permanent',
    lines: ['- neigh 10.244.9.0 lladdr 0e:00:00:00:00:99'],
    count: 1,
  },
  'a nexthop is deleted': {
    cause: 'ip nexthop del id 1174405122',
    lines: ['+ nexthop id 1174405122 ', '+ route 10.244.2.0/24 nhid 1174405122'],
    count: 2,
    n2: { nexthop: 'missing', route: 'missing' },
  },
  'a nexthop leads elsewhere': {
    cause: 'ip nexthop replace id 1174405122 via 192.168.77.9 dev eth0 proto 140',
    lines: ['~ nexthop id 1174405122 via 10.244.2.0 dev flannel.1 onlink: via 192.168.77.9 → 10.244.2.0'],
    count: 1,
    n2: { nexthop: 'wrong' },
  },
  'flannel.1 has another MTU': {
    cause: 'ip link set flannel.1 mtu 1400',
    lines: [`${LINK} mtu 1400 → 1450`],
    count: 1,
  },
  'flannel.1 is down': {
    cause: 'ip link set flannel.1 down',
    lines: [`${LINK} state down → up`, ...NEIGHBORS, ...ROUTES],
    count: 7,
    n2: { route: 'missing', nexthop: 'missing', neighbor: 'missing' },
  },
  'flannel.1 was down and came back': {
    cause: async ({ sh }) => {
      await sh('ip link set flannel.1 down');
      await sh('ip link set flannel.1 up');
    },
    lines: [...NEIGHBORS, ...ROUTES],
    count: 6,
    n2: { route: 'missing', nexthop: 'missing', neighbor: 'missing' },
  },
  'flannel.1 has another MAC': {
    cause: 'ip link set flannel.1 address 0e:00:00:00:00:99',
    lines: [`${LINK} mac 0e:00:00:00:00:99 → 0e:2a:0a:f4:01:01`, ...NEIGHBORS],
    count: 3,
    n2: { neighbor: 'missing' },
  },
  'flannel.1 sends from another address': {
    cause: 'ip link set flannel.1 type vxlan id 1 local 192.168.77.9',
    lines: [`${LINK} local 192.168.77.9 → 192.168.77.1`],
    count: 1,
  },
  'flannel.1 learns': {
    cause: 'ip link set flannel.1 type vxlan id 1 learning',
    lines: [`${LINK} learning true → false`],
    count: 1,
  },
  'flannel.1 is deleted': {
    cause: 'ip link del flannel.1',
    lines: [
      '+ link flannel.1 mtu 1450 type vxlan id 1',
      '+ address 10.244.1.0/32 dev flannel.1',
      '+ peer n2:',
      '+ peer n3:',
    ],
    count: 11,
    n2: { route: 'missing', nexthop: 'missing', neighbor: 'missing', fdb: 'missing' },
  },
  'flannel.1 has another port': {
    cause: async ({ sh }) => {
      await sh('ip link del flannel.1');
      await sh('ip link add flannel.1 group 17996 type vxlan id 1 dev eth0 local 192.168.77.1 dstport 4789');
    },
    lines: ['-/+ link flannel.1:', '+ address 10.244.1.0/32 dev flannel.1', '+ peer n2:', '+ peer n3:'],
    count: 11,
    n2: { route: 'missing', nexthop: 'missing', neighbor: 'missing', fdb: 'missing' },
  },
  'cni0 is deleted': {
    cause: 'ip link del cni0',
    lines: ['+ link cni0 mtu 1450 type bridge', '+ address 10.244.1.1/24 dev cni0'],
    count: 2,
  },
  'the address of flannel.1 is deleted': {
    // The kernel flushes the neighbours of a link that loses its last address, permanent ones too.
    cause: 'ip address del 10.244.1.0/32 dev flannel.1',
    lines: ['+ address 10.244.1.0/32 dev flannel.1', ...NEIGHBORS],
    count: 3,
    n2: { neighbor: 'missing' },
  },
  'cni0 has another address': {
    cause: async ({ sh }) => {
      await sh('ip address del 10.244.1.1/24 dev cni0');
      await sh('ip address add 10.244.5.1/24 dev cni0');
    },
    lines: ['+ address 10.244.1.1/24 dev cni0', '- address 10.244.5.1/24 dev cni0'],
    count: 2,
  },
  'forwarding is off': {
    cause: 'sysctl -q -w net.ipv4.ip_forward=0',
    lines: ['~ sysctl net/ipv4/ip_forward: value 0 → 1'],
    count: 1,
  },
  'flannel.1 takes router advertisements': {
    cause: 'sysctl -q -w net/ipv6/conf/flannel.1/accept_ra=1',
    lines: ['~ sysctl net/ipv6/conf/flannel.1/accept_ra: value 1 → 0'],
    count: 1,
  },
};

const FILES: Readonly<Record<string, Drift>> = {
  'subnet.env is changed': {
    cause: write(SUBNET_ENV, 'FLANNEL_NETWORK=10.0.0.0/8\n'),
    lines: ['~ file /run/flannel/subnet.env:'],
    count: 1,
  },
  'subnet.env can be read by nobody else': {
    cause: async ({ root }) => chmod(path.join(root, SUBNET_ENV), 0o600),
    lines: ['~ file /run/flannel/subnet.env: mode 0600 → 0644'],
    count: 1,
  },
  'subnet.env is deleted': {
    cause: async ({ root }) => rm(path.join(root, SUBNET_ENV)),
    lines: ['+ file /run/flannel/subnet.env'],
    count: 1,
  },
  '/run is empty, as after a boot': {
    cause: async ({ root }) => rm(path.join(root, 'run'), { recursive: true }),
    lines: ['+ directory /run/flannel', '+ file /run/flannel/subnet.env'],
    count: 3,
  },
  'the CNI conf is changed': {
    cause: write(CONFLIST, '{}\n'),
    lines: ['~ file /etc/cni/net.d/10-flannel.conflist:'],
    count: 1,
  },
};

const NFT: Readonly<Record<string, Drift>> = {
  'the nft rules are flushed': {
    cause: 'nft flush ruleset',
    lines: ['+ nft table ip flannelctl: postrtg, forward (8 rules)'],
    count: 1,
  },
  'the rules of a chain are deleted': {
    cause: 'nft flush chain ip flannelctl forward',
    lines: ['~ nft table ip flannelctl: postrtg, forward (8 rules):'],
    count: 1,
  },
  'a chain is deleted': {
    cause: 'nft delete chain ip flannelctl postrtg',
    lines: ['~ nft table ip flannelctl: postrtg, forward (8 rules):'],
    count: 1,
  },
  'a rule is put in': {
    cause: 'nft insert rule ip flannelctl forward drop',
    lines: ['~ nft table ip flannelctl: postrtg, forward (8 rules):'],
    count: 1,
  },
  'a chain is put in': {
    cause: 'nft add chain ip flannelctl other',
    lines: ['~ nft table ip flannelctl: postrtg, forward (8 rules):'],
    count: 1,
  },
  'a chain drops by policy': {
    cause: 'nft add chain ip flannelctl forward "{ policy drop ; }"',
    lines: ['~ nft table ip flannelctl: postrtg, forward (8 rules):'],
    count: 1,
  },
  'the table is dormant': {
    cause: 'nft add table ip flannelctl "{ flags dormant ; }"',
    lines: ['~ nft table ip flannelctl: postrtg, forward (8 rules):'],
    count: 1,
  },
};

const MASQUERADE = '~ iptables table ip nat: FLANNEL-POSTRTG (6 rules):';

const IPTABLES: Readonly<Record<string, Drift>> = {
  'the chain is flushed': { cause: 'iptables -t nat -F FLANNEL-POSTRTG', lines: [MASQUERADE], count: 1 },
  'a rule is put in': {
    cause: 'iptables -I FLANNEL-FWD -j DROP',
    lines: ['~ iptables table ip filter: FLANNEL-FWD (2 rules):'],
    count: 1,
  },
  'the jump is gone': { cause: 'iptables -t nat -F POSTROUTING', lines: [MASQUERADE], count: 1 },
  'the jump is only for one link': {
    cause: async ({ sh }) => {
      await sh('iptables -t nat -F POSTROUTING');
      await sh('iptables -t nat -A POSTROUTING -o eth9 -j FLANNEL-POSTRTG');
    },
    lines: [MASQUERADE],
    count: 1,
  },
  'the jump is there twice': {
    cause: 'iptables -t nat -A POSTROUTING -m comment --comment "flanneld masq" -j FLANNEL-POSTRTG',
    lines: [MASQUERADE],
    count: 1,
  },
  'all rules are flushed by nft': {
    cause: 'nft flush ruleset',
    lines: [
      '+ iptables table ip nat: FLANNEL-POSTRTG (6 rules)',
      '+ iptables table ip filter: FLANNEL-FWD (2 rules)',
    ],
    count: 6,
  },
};

const OK = { route: 'ok', nexthop: 'ok', neighbor: 'ok', fdb: 'ok' };

/** How many there are by the line that counts them: `1 to create, 2 to change, 17 match`. */
const changesIn = (counts: string): number =>
  [...counts.matchAll(/(\d+) to /g)].reduce((sum, [, count]) => sum + Number(count), 0);

/** What is printed of the changes names each of them, and counts them all. */
function expectNamed(stdout: string, { lines, count }: Drift): void {
  const shown = stdout.split('\n').map((line) => line.trim());
  for (const line of lines)
    expect(
      shown.filter((text) => text.startsWith(line)),
      `${line}\n${stdout}`,
    ).toHaveLength(1);
  expect(changesIn(shown.find((line) => line.endsWith(' match')) ?? ''), stdout).toBe(count);
}

/**
 * Drift is named and mended by join, which shows what diff shows; where peers have a part in it, status tells of them.
 * What a row left unmended would show in the next.
 */
async function check(host: Host, drift: Drift): Promise<void> {
  const { cause, count, n2 } = drift;
  if (typeof cause === 'string') await host.sh(cause);
  else await cause(host);
  if (n2 !== undefined) {
    expectNamed(expectExit(await host.flannelctl(['diff', '--detailed-exitcode']), 2).stdout, drift);
    const status = expectExit(await host.flannelctl(['status', '--no-probe', '-o', 'json']), 11);
    const seen = JSON.parse(status.stdout) as StatusDocument;
    expect(seen.well).toBe(false);
    expect(seen.drift).toHaveLength(count);
    expect(seen.peers[0]).toMatchObject({ name: 'n2', ...OK, ...n2 });
  }
  const mended = expectExit(await host.flannelctl(['join', '--yes']), 0);
  expectNamed(mended.stdout, drift);
  expect(mended.stdout).toContain('Done.');
}

describe.each([
  ['in the kernel', netConf(), KERNEL],
  ['in files', netConf(), FILES],
  ['in nft rules', ENGINES[0][1], NFT],
  ['in iptables rules', ENGINES[1][1], IPTABLES],
] as const)('drift %s is named and mended by join, and told by diff and status:', (_, conf, table) => {
  let host: Host;

  beforeAll(async () => {
    host = await makeHost();
    await initN1(host, conf);
  });

  afterAll(async () => host.remove());

  test.each(Object.entries(table))('%s', async (__, drift) => check(host, drift));

  test('and then there is none', async () => {
    expectExit(await host.flannelctl(['diff', '--detailed-exitcode']), 0);
    expectExit(await host.flannelctl(['status', '--no-probe']), 0);
  });
});

test('what one MAC was sent to is restored, all of it, where mending fails half-way', async () => {
  const host = await freshHost();
  await initN1(host);
  await host.sh('bridge -batch -', FLOOD);
  await host.sh('ip neigh add 10.244.9.0 lladdr 0e:00:00:00:00:99 dev flannel.1 nud permanent');
  const entries = async (): Promise<string[]> =>
    (await host.sh('bridge fdb show dev flannel.1')).split('\n').toSorted();
  const before = await entries();
  expect(before).toHaveLength(4);
  const { via } = await wrapTools(MISBEHAVIOUR.failOnce(2));
  const { stderr } = expectExit(await host.flannelctl(['join', '--yes'], { via }), 5);
  expect(stderr).toContain('made to fail');
  expect(await entries()).toEqual(before);
  expectExit(await host.flannelctl(['join', '--yes']), 0);
  expect(await entries()).toHaveLength(2);
});
