import { expect, test } from 'vitest';
import { type BackendInput, desiredState } from '../../../src/backends/index.ts';
import { CHECK_GROUPS, type CheckedNode, type NamedFinding } from '../../../src/checks/index.ts';
import type { Address, LinkName, Mac, Prefix } from '../../../src/net/index.ts';
import { diff, type HostObject, PROTOCOL } from '../../../src/state/index.ts';
import { DUAL, EXAMPLE, peerOf } from '../../support/example-node.ts';
import { NONE_OURS } from '../../support/model/arbitraries.ts';
import { found, NODE } from './support.ts';

const CHECKS = CHECK_GROUPS.find(({ name }) => name === 'drift')?.checks ?? [];

/** How an object is found; undefined: it is gone. */
type Edit = (object: HostObject) => HostObject | undefined;

/** What the drift checks find on a host whose objects are as an edit leaves them. */
async function driftOf(
  edit: Edit,
  network: BackendInput = EXAMPLE,
  more: readonly HostObject[] = [],
  flannel?: CheckedNode['flannel'],
): Promise<NamedFinding[]> {
  const desired = desiredState(network);
  const paths = desired.flatMap((object) => (object.kind === 'file' ? [object.path] : []));
  const observed = [...desired.flatMap((object) => edit(object) ?? []), ...more];
  const ownership = {
    ...NONE_OURS,
    links: new Set(['flannel.1', 'cni0'] as LinkName[]),
    paths: new Set(paths),
  };
  const node = {
    ...NODE,
    ...(flannel === undefined ? {} : { flannel }),
    network,
    observed,
    diff: diff(desired, observed, ownership),
  };
  const each = CHECKS.map(async (check) =>
    (await found(check, node, {})).map((finding) => ({ check: check.name, ...finding })),
  );
  return (await Promise.all(each)).flat();
}

const without =
  (...kinds: readonly HostObject['kind'][]): Edit =>
  (object) =>
    kinds.includes(object.kind) ? undefined : object;

const changed =
  (kind: HostObject['kind'], fields: object): Edit =>
  (object) =>
    object.kind === kind ? { ...object, ...fields } : object;

const told = (findings: readonly NamedFinding[]): string[] =>
  findings.map(
    ({ check, message, effect, follows = [] }) =>
      `${effect ?? 'warning'} ${check}: ${message}${follows.map((name) => ` < ${name}`).join('')}`,
  );

/** What a link takes with it. */
const ON_LINK: readonly HostObject['kind'][] = ['route', 'nexthop', 'neighbor'];

const CASES: readonly (readonly [string, Edit, readonly string[]])[] = [
  ['nothing', (object) => object, []],
  [
    'the blackhole route gone',
    without('blackhole'),
    ['warning BlackholeRoutes: no route blackhole 10.244.1.0/24 metric 4294967295'],
  ],
  [
    'the overlay link gone with all that was on it',
    (object) => {
      const isOnIt = 'dev' in object && object.dev === 'flannel.1' && object.kind !== 'sysctl';
      const isIt = object.kind === 'link' && object.name === 'flannel.1';
      return isOnIt || isIt || object.kind === 'route' ? undefined : object;
    },
    [
      'outage OverlayLink: flannel.1 is missing',
      'outage OverlayAddress: flannel.1 has no address 10.244.1.0/32 < OverlayLink',
      'outage PeerNexthops: no nexthop to n2 < OverlayLink',
      'outage PeerRoutes: no route to n2 < PeerNexthops',
      'outage PeerNeighbors: no neighbor entry of n2 < OverlayLink',
      'outage PeerFdb: no FDB entry for n2 < OverlayLink',
    ],
  ],
  [
    'the overlay link down',
    (object) => {
      if (ON_LINK.includes(object.kind)) return undefined;
      return object.kind === 'link' && object.name === 'flannel.1' ? { ...object, up: false } : object;
    },
    [
      'outage OverlayLink: flannel.1 is down',
      'outage PeerNexthops: no nexthop to n2 < OverlayLink',
      'outage PeerRoutes: no route to n2 < PeerNexthops',
      'outage PeerNeighbors: no neighbor entry of n2 < OverlayLink',
    ],
  ],
  [
    'another MAC',
    (object) =>
      object.kind === 'link' && object.name === 'flannel.1'
        ? { ...object, mac: '02:00:00:00:00:09' as Mac }
        : object,
    ['outage OverlayLink: flannel.1 has another mac than expected'],
  ],
  [
    'a smaller MTU, and routes that somebody deleted: one does not follow from the other',
    (object) => {
      if (object.kind === 'route') return undefined;
      return object.kind === 'link' && object.name === 'flannel.1' ? { ...object, mtu: 1300 } : object;
    },
    ['warning OverlayLink: flannel.1 has another mtu than expected', 'outage PeerRoutes: no route to n2'],
  ],
  [
    'addresses gone',
    without('address', 'nexthop', 'route'),
    [
      'outage OverlayAddress: flannel.1 has no address 10.244.1.0/32',
      'outage BridgeAddress: cni0 has no address 10.244.1.1/24',
      'outage PeerNexthops: no nexthop to n2 < OverlayAddress',
      'outage PeerRoutes: no route to n2 < PeerNexthops',
    ],
  ],
  [
    'the overlay address gone, with what the kernel flushes then',
    (object) =>
      (object.kind === 'address' && object.dev === 'flannel.1') || object.kind === 'neighbor'
        ? undefined
        : object,
    [
      'outage OverlayAddress: flannel.1 has no address 10.244.1.0/32',
      'outage PeerNeighbors: no neighbor entry of n2 < OverlayAddress',
    ],
  ],
  [
    'the bridge down',
    (object) => (object.kind === 'link' && object.name === 'cni0' ? { ...object, up: false } : object),
    ['outage BridgeLink: cni0 is down'],
  ],
  [
    'wrong entries for a peer',
    (object) => {
      if (object.kind === 'fdb') return { ...object, dst: '192.168.1.9' as Address };
      return object.kind === 'neighbor' ? { ...object, lladdr: '02:00:00:00:00:09' as Mac } : object;
    },
    ['outage PeerNeighbors: wrong neighbor entry of n2', 'outage PeerFdb: wrong FDB entry for n2'],
  ],
  [
    'settings',
    (object) => (object.kind === 'sysctl' ? { ...object, value: object.value === '1' ? '0' : '1' } : object),
    [
      'outage Settings: IPv4 forwarding is off',
      'warning Settings: net.bridge.bridge-nf-call-iptables is not 1, net/ipv6/conf/flannel.1/accept_ra is not 0',
    ],
  ],
  [
    'rules that accept nothing',
    (object) =>
      object.kind === 'ruleset'
        ? {
            ...object,
            chains: object.chains.map((chain) =>
              chain.hook === 'forward' ? { ...chain, rules: [] } : chain,
            ),
          }
        : object,
    ['warning FlannelRules: the rules of nft table ip flannelctl are not those for pods'],
  ],
  ['no rules', without('ruleset'), ['outage FlannelRules: the rules of nft table ip flannelctl are missing']],
  [
    'files',
    (object) => {
      if (object.kind !== 'file') return object;
      if (object.path === '/run') return undefined;
      return object.like === 'conflist'
        ? { ...object, content: '{}' }
        : object.like === undefined
          ? object
          : undefined;
    },
    [
      'warning SubnetEnv: /run/flannel/subnet.env is missing',
      'warning CniConf: /etc/cni/net.d/10-flannel.conflist is not as expected',
      'warning Files: /run is missing',
    ],
  ],
];

test.each(CASES)('drift: %s', async (_, edit, expected) => {
  expect(told(await driftOf(edit, { ...EXAMPLE, blackholeRoute: true }))).toEqual(expected);
});

test('a foreign object is told with what belongs there, and a leftover with what it is', async () => {
  const foreign = (object: HostObject): HostObject =>
    object.kind === 'route'
      ? {
          kind: 'route',
          dst: object.dst,
          via: '192.168.1.77' as Address,
          dev: 'eth0' as LinkName,
          protocol: 4,
        }
      : object;
  const [conflict, ...others] = await driftOf(foreign);
  expect(told(others)).toEqual([]);
  expect(conflict).toMatchObject({
    check: 'ForeignObjects',
    severity: 'error',
    message: 'route 10.244.2.0/24 via 192.168.1.77 dev eth0 was not created by flannelctl and is in the way',
    evidence: [
      'there: route 10.244.2.0/24 via 192.168.1.77 dev eth0',
      expect.stringMatching(/^expected there: route /),
    ],
    hint: expect.stringContaining('ip route delete 10.244.2.0/24') as string,
  });
  const left: HostObject = { kind: 'route', dst: '10.244.9.0/24' as Prefix, nhid: 9, protocol: PROTOCOL };
  expect(await driftOf((object) => object, EXAMPLE, [left])).toMatchObject([
    {
      check: 'Leftovers',
      severity: 'warning',
      message: '1 object of flannelctl’s is not in the saved configuration',
      evidence: ['route 10.244.9.0/24 nhid 9'],
    },
  ]);
  const many = Array.from({ length: 22 }, (_, i) => ({ ...left, dst: `10.244.${i + 9}.0/24` as Prefix }));
  const [finding] = await driftOf((object) => object, EXAMPLE, many);
  expect(finding?.message).toBe('22 objects of flannelctl’s are not in the saved configuration');
  expect(finding?.evidence).toHaveLength(21);
  expect(finding?.evidence?.at(-1)).toBe('and 2 more');
});

test.each<[HostObject['kind'], BackendInput, readonly string[]]>([
  ['link', EXAMPLE, ['ip -d link show flannel.1', 'ip -d link show cni0']],
  ['address', EXAMPLE, ['ip address show dev flannel.1', 'ip address show dev cni0']],
  ['nexthop', EXAMPLE, ['ip nexthop show id 1174405122']],
  ['route', DUAL, ['ip route show 10.244.2.0/24', 'ip -6 route show fd00:10:244:2::/64']],
  ['neighbor', EXAMPLE, ['ip neigh show 10.244.2.0 dev flannel.1']],
  ['fdb', EXAMPLE, ['bridge fdb show dev flannel.1']],
  [
    'blackhole',
    { ...DUAL, blackholeRoute: true },
    ['ip route show 10.244.1.0/24', 'ip -6 route show fd00:10:244:1::/64'],
  ],
  [
    'sysctl',
    EXAMPLE,
    [
      'cat /proc/sys/net/bridge/bridge-nf-call-iptables',
      'cat /proc/sys/net/ipv4/ip_forward',
      'cat /proc/sys/net/ipv6/conf/flannel.1/accept_ra',
    ],
  ],
  ['ruleset', EXAMPLE, ['nft list table ip flannelctl']],
  [
    'ruleset',
    { ...DUAL, engine: 'iptables' },
    ['nat', 'filter'].flatMap((table) => [`iptables-save -t ${table}`, `ip6tables-save -t ${table}`]),
  ],
])('the evidence that a %s is missing is a command that shows it', async (kind, network, commands) => {
  const findings = await driftOf(without(kind), network);
  const lines = findings.flatMap(({ evidence = [] }) => evidence);
  expect(lines.map((line) => line.replace(/: missing: .*$/s, '')).toSorted()).toEqual(commands.toSorted());
});

test('where one family of two is affected, it is named', async () => {
  const findings = await driftOf(
    (object) => (object.kind === 'route' && object.dst.includes(':') ? undefined : object),
    DUAL,
  );
  expect(findings).toMatchObject([
    {
      impact: 'Pods of this node reach no pod of n2 over IPv6.',
      evidence: [expect.stringMatching(/^ip -6 route/)],
    },
  ]);
});

test('where both families are affected, neither is named', async () => {
  const [finding] = await driftOf(without('route'), DUAL);
  expect(finding?.impact).toBe('Pods of this node reach no pod of n2.');
});

test('the evidence that subnet.env is missing is a command that shows it', async () => {
  const findings = await driftOf(without('file'));
  expect(findings.flatMap(({ evidence = [] }) => evidence)).toContainEqual(
    expect.stringMatching(/^cat \/run\/flannel\/subnet\.env: missing/),
  );
});

test('of many peers some are named and the others are a number', async () => {
  const peers = Array.from({ length: 30 }, (_, i) => peerOf(i + 2));
  const [finding] = await driftOf(without('route'), { ...EXAMPLE, peers });
  expect(finding?.message).toMatch(/^no route to n2, n3, .*, n21 and 10 more$/);
  expect(finding?.evidence).toHaveLength(6);
  expect(finding?.evidence?.at(-1)).toBe('and 25 more');
});

test('on a host that flanneld built the hint is what restores it there, and nothing is mended', async () => {
  const cgroup = '0::/system.slice/flanneld.service\n';
  const running = { process: { name: 'flanneld', pid: 7, cgroup } } as const;
  const hints = async (edit: Edit, flannel: CheckedNode['flannel']) =>
    (await driftOf(edit, EXAMPLE, [], flannel)).map(({ check, hint, fix }) => [check, hint, fix]);
  const restart = 'systemctl restart flanneld.service';
  expect(await hints(without('route'), running)).toEqual([['PeerRoutes', restart, undefined]]);
  expect(await hints(without('route'), { process: undefined })).toEqual([
    ['PeerRoutes', 'start flanneld', undefined],
  ]);
  expect(await hints(changed('link', { mtu: 1400 }), running)).toEqual([
    ['OverlayLink', `ip link del flannel.1; then: ${restart}`, undefined],
    ['BridgeLink', expect.stringContaining('Restart the pods of this node'), undefined],
  ]);
  expect(await hints(changed('sysctl', { value: '0' }), running)).toContainEqual([
    'Settings',
    expect.stringMatching(/^sysctl -w net\.ipv4\.ip_forward=1/),
    undefined,
  ]);
  expect((await driftOf(without('route')))[0]).toMatchObject({
    hint: 'flannelctl join',
    fix: { safety: 'safe' },
  });
});

test('each check of the group is in a case', () => {
  const cases = CASES.flatMap(([, , lines]) => lines).join('\n');
  const named = CHECKS.map(({ name }) => name).filter((name) => cases.includes(` ${name}: `));
  expect([...named, 'ForeignObjects', 'Leftovers'].toSorted()).toEqual(
    CHECKS.map(({ name }) => name).toSorted(),
  );
});
