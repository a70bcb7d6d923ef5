import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Wish } from '../../support/adopt/wanted.ts';
import { makePlayer, type Player } from '../../support/host/player.ts';
import { rebuild } from '../../support/host/rebuild.ts';
import type { Order, Outcome } from './adoption/player.ts';

const RECORDINGS = [
  'vxlan-iptables',
  'vxlan-nft',
  'vxlan-dual-iptables',
  'vxlan-dual-nft',
  'vxlan-direct',
  'v6only-vxlan-nft',
  'host-gw',
  'host-gw-dual-nft',
  'vxlan-nft-pods',
  'vxlan-iptables-dual-pods',
];

let hosts: Player<Order, Outcome>;
beforeAll(async () => {
  hosts = await makePlayer(path.join(import.meta.dirname, 'adoption/player.ts'), {
    ip: ['link set lo up'],
    settings: ['net.ipv6.conf.default.accept_dad=0'],
  });
});
afterAll(async () => hosts.remove());

const takeOver = async (recording: string, wish: Wish = {}, rest: Partial<Order> = {}): Promise<Outcome> =>
  hosts.play({
    host: await rebuild(recording),
    wish,
    more: [],
    isTakeover: true,
    percent: 60,
    ...rest,
  });

const actionsOf = ({ changes }: Outcome): string[] => [
  ...new Set(changes.map((text) => text.split(' ')[0] ?? '')),
];

const deleted = ({ changes }: Outcome): string[] =>
  changes.filter((text) => text.startsWith('delete ')).map((text) => text.slice('delete '.length));

describe('a host that flanneld left', () => {
  it.each(RECORDINGS)('%s is adopted object by object, given back half-way, and reset', async (recording) => {
    const outcome = await takeOver(recording);
    expect(outcome.changed).toEqual([]);
    expect(outcome.left).toEqual([]);
    const others = deleted(outcome).filter(
      (key) => key !== 'ruleset nft ip6 flannel-ipv6' && key !== 'ruleset nft ip flannel-ipv4',
    );
    expect(others).toEqual([]);
    expect(actionsOf(outcome).filter((action) => action !== 'delete')).toEqual(['adopt']);
    expect(outcome.residue.filter((key) => /flannel|FLANNEL|10\.244|fd00:244/.test(key))).toEqual([]);
  });

  it.each(['vxlan-dual-nft', 'vxlan-dual-iptables', 'vxlan-direct', 'host-gw-dual-nft'])(
    '%s loses what led to peers that are no more',
    async (recording) => {
      const outcome = await takeOver(recording, { peers: 1 });
      expect(outcome.changed).toEqual([]);
      expect(outcome.left).toEqual([]);
      expect(deleted(outcome).filter((key) => key.startsWith('route '))).not.toEqual([]);
    },
  );

  it.each(['vxlan-dual-nft', 'vxlan-dual-iptables', 'host-gw'])(
    '%s gets the rules of the other engine, and loses those of before',
    async (recording) => {
      const engine = recording.endsWith('nft') ? 'iptables' : 'nft';
      const outcome = await takeOver(recording, { engine });
      expect(outcome.changed).toEqual([]);
      expect(outcome.left).toEqual([]);
      expect(deleted(outcome).filter((key) => key.startsWith('ruleset '))).not.toEqual([]);
    },
  );

  it.each(['vxlan-dual-nft', 'vxlan-iptables'])(
    '%s gets links of another VNI, and loses those of before',
    async (recording) => {
      const outcome = await takeOver(recording, { vni: 7 });
      expect(outcome.changed).toEqual([]);
      expect(outcome.left).toEqual([]);
      expect(deleted(outcome).filter((key) => key.startsWith('link flannel'))).not.toEqual([]);
    },
  );

  it('is adopted by a kernel without nexthop objects, too', async () => {
    const outcome = await takeOver('vxlan-dual-nft', { hasNexthops: false });
    expect(outcome.changed).toEqual([]);
    expect(outcome.left).toEqual([]);
    expect(actionsOf(outcome)).toEqual(['adopt']);
  });

  it('keeps what is like flannel’s and nobody’s leftover where it is not being taken over', async () => {
    const outcome = await takeOver('host-gw-dual-nft', { peers: 1 }, { isTakeover: false });
    expect(deleted(outcome)).toEqual([]);
  });
});

describe('foreign objects on a host that flanneld left', () => {
  it.each([
    [
      'a rule in flannel’s table',
      'vxlan-nft',
      'nft add rule ip flannel-ipv4 forward tcp dport 22 accept',
      'ruleset nft ip flannelctl',
    ],
    [
      'a rule in flannel’s chain',
      'vxlan-iptables',
      'iptables -A FLANNEL-FWD -p tcp -j ACCEPT',
      'ruleset iptables ip filter',
    ],
    [
      'a peer’s subnet by another gateway',
      'vxlan-nft',
      'ip route replace 10.244.18.0/24 via 10.200.0.9 proto static',
      'route 10.244.18.0/24',
    ],
  ])('%s is a conflict', async (_, recording, command, key) => {
    const outcome = await takeOver(recording, {}, { more: [command] });
    expect(outcome.changes.filter((text) => text.startsWith('conflict'))).toContain(`conflict ${key}`);
  });
});
