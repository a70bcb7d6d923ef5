import { describe, expect, it } from 'vitest';
import { dependentsOf, routesCommand } from '../../../src/host/observe/foreign/dependents.ts';
import { readProxies } from '../../../src/host/observe/foreign/foreign-proxies.ts';
import { parseList } from '../../../src/host/observe/json/parse-json.ts';
import { linksOf } from '../../../src/host/observe/links/link-fields.ts';
import type { LinkName } from '../../../src/net/index.ts';
import {
  type Collateral,
  collateralOf,
  type Dependent,
  type ForeignObject,
  type Need,
  offersOf,
  recreateForeign,
  showForeign,
} from '../../../src/state/index.ts';
import { freshHost, type Host } from '../../support/host/netns.ts';
import { OTHERS, OURS } from '../../support/host/others.ts';

/** What others have, all of it together, without what can't be beside the rest. */
const TOGETHER = [...new Set(Object.values(OTHERS).flat())].filter((line) => !/br9|172\.31/.test(line));

const batch = async ({ sh }: Host, lines: readonly string[]): Promise<string> =>
  sh('ip -batch -', `${lines.join('\n')}\n`);

async function lookAt({ sh }: Host): Promise<Dependent[]> {
  const [links, proxies, nexthops, routes4, routes6] = await Promise.all(
    [
      'ip -N -d -j address',
      'ip -N -j neigh show proxy',
      'ip -o -N nexthop',
      routesCommand(4).join(' '),
      routesCommand(6).join(' '),
    ].map(async (command) => sh(command)),
  );
  return dependentsOf({
    links: linksOf(parseList(links ?? '')),
    proxies: readProxies(parseList(proxies ?? '')),
    nexthops: nexthops ?? '',
    routes4: routes4 ?? '',
    routes6: routes6 ?? '',
  });
}

const shown = (some: readonly { readonly foreign: ForeignObject }[]): string[] =>
  some.map(({ foreign }) => showForeign(foreign)).toSorted();

/** The line that creates it again. */
const recreated = ({ foreign }: Collateral): string => recreateForeign(foreign)?.join(' ') ?? 'no line';

/** What is foreign and deleted with something of ours, all of it with the link. */
const collateralIn = (dependents: readonly Dependent[], lost: readonly string[] = ALL): Collateral[] =>
  collateralOf(new Map(lost.map((need) => [need as Need, 'link flannel.1'])), dependents);

/** All of ours that others may rest on. */
const ALL = [...offersOf('flannel.1' as LinkName), 'address 10.244.1.0', 'nexthop 70'];

async function hostWith(lines: readonly string[]): Promise<Host> {
  const host = await freshHost();
  await batch(host, OURS);
  await batch(host, lines);
  return host;
}

describe('what others have on a link of ours', () => {
  it.each(Object.entries(OTHERS))('%s: is told before it goes, and is made again', async (_, lines) => {
    const host = await hostWith(lines);
    const before = await lookAt(host);
    const collateral = collateralIn(before);
    await host.sh('ip link del flannel.1');
    const left = shown(await lookAt(host));
    const gone = shown(before).filter((show) => !left.includes(show));
    expect(shown(collateral)).toEqual(gone);
    expect(gone.length).toBeGreaterThan(0);
    await batch(host, OURS);
    await batch(host, collateral.map(recreated));
    expect(shown(await lookAt(host))).toEqual(shown(before));
  });

  it.each(Object.entries(OTHERS))('%s: can be made again where it is still there', async (_, lines) => {
    const host = await hostWith(lines);
    const before = await lookAt(host);
    for (const one of collateralIn(before)) {
      const said = await host.sh(`ip ${recreated(one)}`).catch(String);
      expect(said).toMatch(/^$|File exists/);
    }
    expect(shown(await lookAt(host))).toEqual(shown(before));
  });

  it('is nothing where all is the kernel’s or ours', async () => {
    const host = await hostWith(['address add fd44::1/64 dev flannel.1']);
    expect(collateralIn(await lookAt(host))).toEqual([]);
  });

  it('is shown as ip prints it', async () => {
    const host = await hostWith(TOGETHER);
    expect(shown(collateralIn(await lookAt(host)))).toMatchInlineSnapshot(`
      [
        "address 10.50.0.1/24 dev mv0",
        "address 10.52.0.1/32 dev mv0",
        "address fd50::1/64 dev mv0",
        "link mv0@flannel.1 type macvlan mode bridge",
        "neigh proxy 10.7.7.7 dev flannel.1",
        "neigh proxy fd00::7 dev flannel.1 protocol 4",
        "nexthop id 16 via fe80::2 dev flannel.1",
        "nexthop id 5 via 10.244.2.0 dev flannel.1 proto 4 onlink",
        "nexthop id 7 group 5,2/6",
        "nexthop id 8 group 5 type resilient buckets 8 idle_timer 120 unbalanced_timer 0",
        "route 10.51.0.0/24 via 10.50.0.2 dev mv0",
        "route 10.90.0.0/16 tos 0x04 dev flannel.1",
        "route 10.91.0.0/16 via inet6 fe80::2 dev flannel.1",
        "route 10.92.0.0/16 nhid 70",
        "route 10.93.0.0/16 nhid 8",
        "route 10.95.0.0/16 nhid 5",
        "route 10.96.0.0/16 nexthop via 10.244.2.0 dev flannel.1 weight 1 onlink nexthop via 192.168.77.3 dev eth0 weight 3",
        "route 10.97.0.0/16 dev eth0 scope link src 10.244.1.0",
        "route 10.98.0.0/16 dev flannel.1 table 7 proto 4 scope link src 10.244.1.0 metric 5",
        "route 10.99.0.0/16 via 10.244.2.0 dev flannel.1 proto 4 onlink",
        "route default dev flannel.1 table 9 metric 1024",
        "route default via 10.244.2.0 dev flannel.1 table 9 onlink mtu lock 1300 advmss 1200 initcwnd 10",
        "route fd90::/64 dev flannel.1 metric 50",
        "route fd95::/64 nhid 16 metric 1024",
        "route fd98::/64 metric 1024 nexthop via fe80::2 dev flannel.1 weight 1 nexthop via fe80::3 dev eth0 weight 2",
        "route fd99::/64 via fe80::2 dev flannel.1 metric 1024 pref high",
        "route local 10.88.0.0/16 dev flannel.1 table 7 scope host",
      ]
    `);
  });

  it('cannot be made again where it is not known how: a vxlan on it', async () => {
    const host = await hostWith(['link add vx9 type vxlan id 9 dev flannel.1 dstport 4790']);
    const collateral = collateralIn(await lookAt(host));
    expect(shown(collateral)).toEqual(['link vx9@flannel.1 type vxlan']);
    expect(collateral.map(recreated)).toEqual(['no line']);
  });
});

/** What happens to what is ours, and what others lose by that; and what has to be there before. */
const EVENTS: Readonly<Record<string, [string, readonly string[], string?]>> = {
  'it goes down': ['link set flannel.1 down', ['up flannel.1', 'nexthop 70']],
  'its last IPv4 address goes': [
    'address del 10.244.1.0/32 dev flannel.1',
    ['address 10.244.1.0', 'ipv4 flannel.1'],
  ],
  'one of its IPv4 addresses goes': [
    'address del 10.244.1.0/32 dev flannel.1',
    ['address 10.244.1.0'],
    'address add 10.244.9.0/32 dev flannel.1',
  ],
  'its MTU becomes too small for IPv6': ['link set flannel.1 mtu 1200', ['ipv6 flannel.1']],
  'it gets another MAC': ['link set flannel.1 address 02:00:00:00:00:09', []],
  'our nexthop goes': ['nexthop del id 70', ['nexthop 70']],
};

describe('a link of ours with all that others may have on it', () => {
  it.each(Object.entries(EVENTS))('takes along what was told when %s', async (_, [event, lost, first]) => {
    const lines = TOGETHER.filter((line) => !line.includes('fd50'));
    const host = await hostWith(first === undefined ? lines : [first, ...lines]);
    const before = await lookAt(host);
    await host.sh(`ip ${event}`);
    const left = shown(await lookAt(host));
    const gone = shown(before).filter((show) => !left.includes(show));
    expect(shown(collateralIn(before, lost))).toEqual(gone);
  });
});
