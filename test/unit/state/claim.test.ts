import { describe, expect, it } from 'vitest';
import type { Address, InterfaceAddress, LinkName, Mac, Prefix } from '../../../src/net/index.ts';
import { claim } from '../../../src/state/diff/claim.ts';
import {
  type FlannelTraces,
  type HostObject,
  type Link,
  type Ownership,
  showObject,
} from '../../../src/state/index.ts';

const NOBODYS: Ownership = { links: new Set(), paths: new Set(), chains: new Set() };
const FLANNEL: FlannelTraces = {
  networks: [{ network: '10.244.0.0/16' as Prefix, subnetLen: 24 }],
  uplink: 'eth0' as LinkName,
};

const dev = 'flannel.1' as LinkName;
const dst = '10.244.2.0' as Address;
const mac = '02:00:00:00:00:02' as Mac;

const vtep = (vni: number, mark: Pick<Link, 'group' | 'alias'>): Link => ({
  kind: 'link',
  name: `flannel.${vni}` as LinkName,
  spec: {
    type: 'vxlan',
    vni,
    local: '192.168.1.1' as Address,
    dev: 'eth0' as LinkName,
    port: 8472,
    learning: false,
    gbp: false,
  },
  mac,
  mtu: 1450,
  txqlen: 0,
  up: true,
  ...mark,
});

const OURS = vtep(1, { group: 17996, alias: 'a' });
const FLANNELS = vtep(1, { group: 0, alias: '' });
const NEIGHBOR: HostObject = { kind: 'neighbor', dev, dst, lladdr: mac };
const address = (name: LinkName, text: string): HostObject => ({
  kind: 'address',
  dev: name,
  address: text as InterfaceAddress,
});
const route = (part: object): HostObject => ({
  kind: 'route',
  dst: `${dst}/24` as Prefix,
  via: dst,
  dev,
  onlink: true,
  protocol: 3,
  ...part,
});
const BY_NHID = route({ nhid: 7, protocol: 140 });
const NEXTHOP: HostObject = { kind: 'nexthop', id: 7, via: dst, dev, onlink: true, protocol: 140 };
const TABLE: HostObject = { kind: 'ruleset', engine: 'nft', family: 'ip', table: 'flannelctl', chains: [] };

const claimsOf = (
  desired: readonly HostObject[],
  observed: readonly HostObject[],
  ownership: Ownership = NOBODYS,
): Record<string, string> => {
  const { places, surplus } = claim(desired, observed, ownership);
  return Object.fromEntries([
    ...places.map(({ to, claim: what }) => [showObject(to), what]),
    ...surplus.map(({ from, claim: what }) => [showObject(from), `not wanted, ${what}`]),
  ]);
};

describe('what an object of a host is', () => {
  it.each<[string, HostObject[], HostObject[], Record<string, string>, Ownership?]>([
    ['nothing, where nothing stands', [OURS], [], { [showObject(OURS)]: 'empty' }],
    ['ours, by its mark', [OURS], [OURS], { [showObject(OURS)]: 'ours' }],
    ['adopted, if it can become ours', [OURS], [FLANNELS], { [showObject(OURS)]: 'adopted' }],
    [
      'in the way, while somebody uses it',
      [OURS],
      [FLANNELS, address(dev, '192.0.2.1/24')],
      { [showObject(OURS)]: 'in the way' },
    ],
    ['kept, where it serves as it is', [NEIGHBOR], [NEIGHBOR], { [showObject(NEIGHBOR)]: 'kept' }],
    [
      'adopted with its link',
      [OURS, NEIGHBOR],
      [FLANNELS, NEIGHBOR],
      { [showObject(OURS)]: 'adopted', [showObject(NEIGHBOR)]: 'adopted' },
    ],
    ['foreign, and no matter, where nothing of ours should be', [], [FLANNELS, NEIGHBOR], {}],
    ['ours and not wanted, by its mark', [], [BY_NHID], { [showObject(BY_NHID)]: 'not wanted, ours' }],
    [
      'ours with its link, and not wanted',
      [OURS],
      [FLANNELS, NEIGHBOR],
      { [showObject(OURS)]: 'adopted', [showObject(NEIGHBOR)]: 'not wanted, ours' },
    ],
  ])('is %s', (_, desired, observed, expected) => {
    expect(claimsOf(desired, observed)).toEqual(expected);
  });

  it('is its link’s, if it is a setting of a link: of a foreign one it is not ours', () => {
    const setting: HostObject = { kind: 'sysctl', path: `net/ipv6/conf/${dev}/accept_ra`, value: '0', dev };
    expect(claimsOf([], [setting])).toEqual({});
    expect(claimsOf([], [setting], { ...NOBODYS, links: new Set([dev]) })).toEqual({
      [showObject(setting)]: 'not wanted, ours',
    });
  });

  it('is none, if the kernel makes it by itself', () => {
    const connected = route({ via: undefined, onlink: undefined, protocol: 2 });
    expect(claim([OURS], [OURS, connected], NOBODYS).found.objects).toEqual([OURS]);
  });

  it('counts once, in its first place and with its last values', () => {
    const later = { ...NEIGHBOR, lladdr: '02:00:00:00:00:09' as Mac };
    expect(claim([], [NEIGHBOR, NEXTHOP, later], NOBODYS).found.objects).toEqual([later, NEXTHOP]);
  });
});

describe('what an object of flanneld’s host is', () => {
  const taking: Ownership = { ...NOBODYS, flannel: FLANNEL };

  it('is a leftover on a link of another VNI, as the link is', () => {
    const old = vtep(2, { group: 0, alias: '' });
    const peer = route({ dev: old.name });
    expect(claimsOf([OURS], [old, address(old.name, '10.244.1.0/32'), peer], taking)).toEqual({
      [showObject(OURS)]: 'empty',
      [showObject(old)]: 'not wanted, ours',
      [showObject(address(old.name, '10.244.1.0/32'))]: 'not wanted, ours',
      [showObject(peer)]: 'not wanted, leftover',
    });
    expect(claimsOf([OURS], [old, peer])).toEqual({ [showObject(OURS)]: 'empty' });
  });

  it('is a leftover on a link of ours only where flanneld is known to have run', () => {
    const stale = route({ dst: '10.244.9.0/24', via: '10.244.9.0' });
    const onOurs = (flannel?: FlannelTraces) =>
      claimsOf([OURS], [OURS, stale], {
        ...NOBODYS,
        links: new Set([dev]),
        ...(flannel === undefined ? {} : { flannel }),
      });
    const kept = { [showObject(OURS)]: 'ours' };
    expect(onOurs()).toEqual(kept);
    expect(onOurs(FLANNEL)).toEqual(kept);
    expect(onOurs({ ...FLANNEL, seen: true })).toEqual({
      ...kept,
      [showObject(stale)]: 'not wanted, leftover',
    });
  });

  it('is foreign, if it is a link of flannel’s name that has an address of a network', () => {
    const old = vtep(2, { group: 0, alias: '' });
    expect(claimsOf([OURS], [old, address(old.name, '10.244.1.0/24')], taking)).toEqual({
      [showObject(OURS)]: 'empty',
    });
  });

  it('is in use by an address, if it is a link that could be adopted without', () => {
    const used = address(dev, '192.0.2.1/24');
    const usedBy = (link: Link) =>
      claim([OURS], [link, used], taking).places.map((place) =>
        'usedBy' in place ? place.usedBy : undefined,
      );
    expect(usedBy(FLANNELS)).toEqual([used]);
    expect(usedBy({ ...FLANNELS, spec: { type: 'other', kind: 'dummy' } })).toEqual([undefined]);
  });

  it('is a route and its gateway, both adopted out of a plain one', () => {
    const places = claim([OURS, NEXTHOP, BY_NHID], [FLANNELS, route({})], taking).places;
    expect(places.map(({ claim: what }) => what)).toEqual(['adopted', 'adopted', 'adopted']);
    expect(places.flatMap((place) => ('from' in place ? [place.from.kind] : []))).toEqual([
      'link',
      'route',
      'route',
    ]);
  });

  it('is adopted, if it is the table that ours takes the place of, also with the very rules', () => {
    const table: HostObject = { ...TABLE, table: 'flannel-ipv4' };
    expect(claimsOf([TABLE], [table], taking)).toEqual({ [showObject(TABLE)]: 'adopted' });
  });

  it('is in the way, if it has a foreign rule in it', () => {
    const chain = {
      name: 'FLANNEL-FWD',
      hook: 'forward',
      hooked: true,
      rules: [{ unknown: '-j DROP' }],
    } as const;
    const rules: HostObject = {
      kind: 'ruleset',
      engine: 'iptables',
      family: 'ip',
      table: 'filter',
      chains: [chain],
    };
    expect(claimsOf([TABLE], [rules], taking)).toEqual({
      [showObject(TABLE)]: 'empty',
      [showObject(rules)]: 'not wanted, in the way',
    });
    expect(claimsOf([TABLE], [rules])).toEqual({ [showObject(TABLE)]: 'empty' });
  });
});
