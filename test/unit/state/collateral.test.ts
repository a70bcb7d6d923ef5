import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { desiredState } from '../../../src/backends/index.ts';
import type { Address, InterfaceAddress, LinkName } from '../../../src/net/index.ts';
import {
  collateralOf,
  type Dependent,
  diff,
  type ForeignObject,
  type HostObject,
  lostNeedsOf,
  type Need,
  offersOf,
} from '../../../src/state/index.ts';
import { EXAMPLE, VXLAN } from '../../support/example-node.ts';
import { ALL_OURS, NONE_OURS, states } from '../../support/model/arbitraries.ts';

const FLANNEL = 'flannel.1' as LinkName;
const CNI = 'cni0' as LinkName;
const GATEWAY = '10.244.1.1/24' as InterfaceAddress;

const BUILT = desiredState(EXAMPLE);
const NEXTHOP_ID = BUILT.flatMap((object) => (object.kind === 'nexthop' ? [object.id] : []))[0] ?? 0;

const address = (dev: LinkName, text: string): HostObject => ({
  kind: 'address',
  dev,
  address: text as InterfaceAddress,
});

/** The built state with every object as this makes of it; undefined: without it. */
const but = (change: (object: HostObject) => HostObject | undefined): HostObject[] =>
  BUILT.flatMap((object) => change(object) ?? []);

const flannel = (part: object): HostObject[] =>
  but((object) => (object.kind === 'link' && object.name === FLANNEL ? { ...object, ...part } : object));

const isGateway = (object: HostObject): boolean => object.kind === 'address' && object.address === GATEWAY;

const lossesFrom = (desired: readonly HostObject[], observed: readonly HostObject[]) =>
  Object.fromEntries(lostNeedsOf(diff(desired, observed, ALL_OURS).changes, observed));

const withLink = (name: LinkName): Record<string, string> =>
  Object.fromEntries(offersOf(name).map((need) => [need, `link ${name}`]));

const ADDRESS = { 'address 10.244.1.0': 'link flannel.1' };
const NEXTHOPS = (by: (id: number) => string): Record<string, string> =>
  Object.fromEntries(
    BUILT.flatMap((object) => (object.kind === 'nexthop' ? [[`nexthop ${object.id}`, by(object.id)]] : [])),
  );

describe('what goes for others', () => {
  it.each<[string, HostObject[], HostObject[], Record<string, string>]>([
    ['nothing changes', BUILT, BUILT, {}],
    ['all is made', BUILT, [], {}],
    [
      'a link is recreated',
      desiredState({ ...EXAMPLE, backend: { ...VXLAN, port: 4789 } }),
      BUILT,
      { ...withLink(FLANNEL), ...ADDRESS, ...NEXTHOPS(() => 'link flannel.1') },
    ],
    ['a link gets another MTU', flannel({ mtu: 1300 }), BUILT, {}],
    [
      'a link gets an MTU too small for IPv6',
      flannel({ mtu: 1200 }),
      BUILT,
      { 'ipv6 flannel.1': 'link flannel.1' },
    ],
    ['it had no IPv6 before either', flannel({ mtu: 1200 }), flannel({ mtu: 1201 }), {}],
    ['a link gets another MAC', flannel({ mac: '02:00:00:00:00:09' }), BUILT, {}],
    [
      'a link goes down',
      flannel({ up: false }),
      BUILT,
      { 'up flannel.1': 'link flannel.1', ...NEXTHOPS(() => 'link flannel.1') },
    ],
    ['a link comes up', BUILT, flannel({ up: false }), {}],
    [
      'the last address of a link goes',
      but((object) => (isGateway(object) ? undefined : object)),
      BUILT,
      { 'address 10.244.1.1': `address cni0 ${GATEWAY}`, 'ipv4 cni0': `address cni0 ${GATEWAY}` },
    ],
    [
      'an address goes and another one comes',
      but((object) => (isGateway(object) ? address(CNI, '10.244.9.1/24') : object)),
      BUILT,
      { 'address 10.244.1.1': `address cni0 ${GATEWAY}` },
    ],
    [
      'an address gets another length',
      but((object) => (isGateway(object) ? address(CNI, '10.244.1.1/16') : object)),
      BUILT,
      {},
    ],
    [
      'an IPv6 address goes',
      BUILT,
      [...BUILT, address(CNI, 'fd00::1/64')],
      { 'address fd00::1': 'address cni0 fd00::1/64' },
    ],
    [
      'a peer leaves',
      but((object) => ('peer' in object ? undefined : object)),
      BUILT,
      NEXTHOPS((id) => `nexthop ${id}`),
    ],
  ])('where %s', (_, desired, observed, expected) => {
    expect(lossesFrom(desired, observed)).toEqual(expected);
  });

  it('is IPv6 where a bridge is adopted with too small an MTU for it', () => {
    const bridge = BUILT.filter((object) => object.kind === 'link' && object.name === CNI);
    const [desired, observed] = [{ mtu: 1200 }, { mtu: 1500, group: 0, alias: '' }].map((part) =>
      bridge.map((object) => ({ ...object, ...part })),
    );
    const { changes } = diff(desired ?? [], observed ?? [], NONE_OURS);
    expect(changes.map(({ action }) => action)).toEqual(['adopt']);
    expect([...lostNeedsOf(changes, observed ?? []).keys()]).toEqual(['ipv6 cni0']);
  });

  it('is nothing where nothing of ours goes, and else goes with one of the changes', () => {
    fc.assert(
      fc.property(states, states, (desired, observed) => {
        const { changes } = diff(desired, observed, ALL_OURS);
        const lost = lostNeedsOf(changes, observed);
        const isHarmless = changes.every(({ action }) => action === 'create' || action === 'conflict');
        const isPutBack = changes.some((change) => 'removedBy' in change && change.removedBy !== undefined);
        if (isHarmless && !isPutBack) expect(lost.size).toBe(0);
        for (const cause of lost.values()) expect(changes.map(({ key }) => key)).toContain(cause);
      }),
      { seed: 21, numRuns: 300 },
    );
  });
});

const foreign = (name: string): ForeignObject => ({ kind: 'nexthop', words: name.split(' ') });

const dependent = (name: string, needs: readonly string[], more: Partial<Dependent> = {}): Dependent => ({
  foreign: foreign(name),
  needs: needs as Need[],
  offers: [],
  ...more,
});

const nexthop = (id: number, needs: readonly string[]): Dependent =>
  dependent(`nexthop ${id}`, needs, { offers: [`nexthop ${id}`] });

const group = (id: number, members: readonly number[]): Dependent => ({
  ...nexthop(
    id,
    members.map((member) => `nexthop ${member}`),
  ),
  isGroup: true,
});

const lostBy = (dependents: readonly Dependent[], ...needs: readonly string[]): string[] =>
  collateralOf(new Map(needs.map((need) => [need as Need, 'link flannel.1'])), dependents).map(
    ({ foreign: { kind, ...rest } }) => ('words' in rest ? rest.words.join(' ') : kind),
  );

describe('what is foreign and deleted with ours', () => {
  const stacked = dependent('link mv0', ['link flannel.1'], { offers: offersOf('mv0' as LinkName) });
  const route = dependent('route', ['link flannel.1', 'up flannel.1', 'ipv4 flannel.1']);

  it('is what needs something that goes', () => {
    expect(lostBy([route], 'up flannel.1')).toEqual(['route']);
    expect(lostBy([route], 'ipv6 flannel.1', 'link cni0')).toEqual([]);
  });

  it('says what it goes with', () => {
    const lost = new Map<Need, string>([
      [`address ${'10.244.1.1' as Address}`, `address cni0 ${GATEWAY}`],
      [`nexthop ${NEXTHOP_ID}`, `nexthop ${NEXTHOP_ID}`],
    ]);
    const both = [dependent('a', ['address 10.244.1.1']), dependent('b', [`nexthop ${NEXTHOP_ID}`])];
    expect(collateralOf(lost, both)).toStrictEqual([
      { foreign: foreign('a'), removedBy: `address cni0 ${GATEWAY}` },
      { foreign: foreign('b'), removedBy: `nexthop ${NEXTHOP_ID}` },
    ]);
  });

  it('takes along in turn what needs it', () => {
    const above = dependent('route above', ['link mv0', 'up mv0']);
    expect(lostBy([stacked, above], 'link flannel.1')).toEqual(['link mv0', 'route above']);
    expect(lostBy([stacked, above], 'up flannel.1')).toEqual([]);
  });

  it('of a group of nexthops is a member, and all that needs it once the last is gone', () => {
    const all = [nexthop(5, ['up flannel.1']), nexthop(6, ['up eth0']), group(7, [5, 6])];
    const by = dependent('route by 7', ['nexthop 7']);
    expect(lostBy([...all, by], 'up flannel.1')).toEqual(['nexthop 5', 'nexthop 7']);
    expect(lostBy([...all, by], 'up flannel.1', 'up eth0')).toEqual([
      'nexthop 5',
      'nexthop 6',
      'nexthop 7',
      'route by 7',
    ]);
  });
});
