import { describe, expect, it } from 'vitest';
import { chooseOwnSubnets } from '../../../src/agent/own/choose-own.ts';
import { judgeOwn } from '../../../src/agent/own/judge.ts';
import { parseMac } from '../../../src/net/index.ts';
import type { StoredLease } from '../../../src/stores/index.ts';
import { heldLease, storedLease } from '../../support/agent/leases.ts';
import { netConfOf } from '../leases/sources-support.ts';

const netConf = await netConfOf({ Network: '10.244.0.0/16', Backend: { Type: 'vxlan' } });
const dual = await netConfOf({
  Network: '10.244.0.0/16',
  EnableIPv6: true,
  IPv6Network: 'fd00:10:244::/48',
  Backend: { Type: 'vxlan' },
});
const OWN = storedLease('own', { publicIP: '192.168.1.1', subnet: '10.244.1.0/24', mac: 1 });
const entry = OWN.entry ?? expect.unreachable();
const ipv4 = entry.ipv4 ?? expect.unreachable();
const ipv6 = { publicIP: 'fd00::1', pin: 'fd00:10:244:1::/64', data: ipv4.data } as unknown as typeof ipv4;

describe('the record under this node’s key', () => {
  const judged = (change: Partial<typeof entry>) =>
    judgeOwn({ ...OWN, entry: { ...entry, ...change } }, heldLease(OWN, netConf), netConf);

  it('is its own where it has the same values, whenever it was written', () => {
    expect(judged({ revision: 99 })).toEqual({ state: 'ours' });
  });

  it.each([
    ['another MAC', { ipv4: { ...ipv4, data: { vtepMac: parseMac('0a:00:00:00:00:66') } } }, true],
    ['another backend', { backendType: 'udp' }, true],
    ['another subnet', { ipv4: { ...ipv4, pin: '10.244.9.0/24' as never } }, false],
  ])('is overwritten where it has %s', (_, change, hasSubnets) => {
    expect(judged(change)).toEqual({ state: 'overwritten', hasSubnets });
  });

  it('is another node’s where it has the public IP of another family as well', () => {
    expect(judged({ ipv6 })).toEqual({ state: 'claimed', by: 'fd00::1', hasSubnets: false });
  });

  it('is overwritten where it can’t be read', () => {
    const unread: StoredLease = { key: 'own', problems: [] };
    expect(judgeOwn(unread, heldLease(OWN, netConf), netConf)).toEqual({
      state: 'overwritten',
      hasSubnets: true,
    });
  });

  it('is another node’s where it has another public IP', () => {
    const moved = { ...ipv4, publicIP: '192.168.1.7' as never };
    expect(judged({ ipv4: moved })).toEqual({ state: 'claimed', by: '192.168.1.7', hasSubnets: true });
    expect(judged({ ipv4: { ...moved, pin: '10.244.9.0/24' as never } })).toMatchObject({
      state: 'claimed',
      hasSubnets: false,
    });
  });

  it('may have other public IPs than this node’s, as it was written', () => {
    const lease = { ...OWN, entry: { ...entry, ipv4: { ...ipv4, publicIP: '203.0.113.1' as never } } };
    const held = { ...heldLease(OWN, netConf), lease };
    expect(judgeOwn(lease, held, netConf)).toEqual({ state: 'ours' });
    expect(judgeOwn(OWN, held, netConf)).toMatchObject({ state: 'claimed', by: '192.168.1.1' });
  });

  it('is compared with this node where that was never written', () => {
    const { entry: _, ...unwritten } = OWN;
    const held = { node: heldLease(OWN, netConf).node, lease: unwritten };
    expect(judgeOwn(OWN, held, netConf)).toEqual({ state: 'overwritten', hasSubnets: true });
  });
});

describe('the subnets of this node', () => {
  const other = storedLease('n2', { publicIP: '192.168.1.2', subnet: '10.244.2.0/24', mac: 2 });
  const listing = { leases: [OWN, other, { key: 'unread', problems: [] }], revision: '1' };
  const subnet = (text: string) => ({ ipv4: text as never });
  const choose = (before: StoredLease | undefined, ...remembered: readonly ReturnType<typeof subnet>[]) =>
    chooseOwnSubnets(netConf, { listing, before, remembered }, () => 0);

  it('are those of its record', () => {
    expect(choose(OWN, subnet('10.244.7.0/24'))).toEqual(subnet('10.244.1.0/24'));
  });

  it('are else the first that the host had and that no other has', () => {
    const had = ['10.244.2.0/24', '10.244.1.0/24', '10.244.7.0/24', '10.244.8.0/24'].map(subnet);
    expect(choose(undefined, ...had)).toEqual(subnet('10.244.7.0/24'));
  });

  it('are else free ones', () => {
    const { ipv4: chosen } = choose(undefined);
    expect(chosen).toMatch(/^10\.244\.\d+\.0\/24$/);
    expect(['10.244.1.0/24', '10.244.2.0/24']).not.toContain(chosen);
  });

  it('are those of both families of its record', () => {
    const before = { ...OWN, entry: { ...entry, ipv6 } };
    const leases = { leases: [before], revision: '1' };
    expect(chooseOwnSubnets(dual, { listing: leases, before, remembered: [] }, () => 0)).toEqual({
      ipv4: '10.244.1.0/24',
      ipv6: 'fd00:10:244:1::/64',
    });
  });
});
