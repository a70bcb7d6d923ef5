import { describe, expect, it } from 'vitest';
import { chooseRemoval, type LeaseReview } from '../../../src/agent/index.ts';
import { findOwn } from '../../../src/agent/review/find-own.ts';
import type { ListedLease } from '../../../src/generated/types.d.ts';
import { plannedEntry } from '../../../src/leases/index.ts';
import type { NodeName } from '../../../src/net/index.ts';
import type { StoredLease } from '../../../src/stores/index.ts';
import { storedLease } from '../../support/agent/leases.ts';
import { netConfOf } from '../leases/sources-support.ts';

const netConf = await netConfOf({ Network: '10.244.0.0/16', Backend: { Type: 'vxlan' } });

const lease = (key: string, ip: number, subnet: number): StoredLease =>
  storedLease(key, { publicIP: `192.168.1.${ip}`, subnet: `10.244.${subnet}.0/24`, mac: subnet });

describe('the record of this host', () => {
  const [a, b, c] = [lease('a', 2, 2), lease('b', 2, 3), lease('c', 4, 4)];
  const nodeOf = ({ entry }: StoredLease, name: string) => ({
    ...plannedEntry(entry ?? expect.unreachable(), netConf),
    name: name as NodeName,
  });

  it('is that of its name, whatever its public IP is', () => {
    const node = { ...nodeOf(c, 'subnet-10.244.4.0-24'), ipv4: nodeOf(a, 'x').ipv4 ?? expect.unreachable() };
    expect(findOwn([a, b, c], { node, subnets: [] })?.key).toBe('c');
  });

  it('is else that of its public IP, of several the one with its subnet', () => {
    const node = nodeOf(b, 'other');
    expect(findOwn([c, a, b], { node, subnets: [] })?.key).toBe('a');
    expect(findOwn([c, a, b], { node, subnets: [{ ipv4: '10.244.3.0/24' as never }] })?.key).toBe('b');
    expect(findOwn([c, a, b], { node, subnets: [{ ipv4: '10.244.4.0/24' as never }] })?.key).toBe('a');
  });

  it('is none of a host that remembers nothing, or of another public IP', () => {
    expect(findOwn([a, { key: 'unread', problems: [] }], { node: undefined, subnets: [] })).toBe(undefined);
    expect(findOwn([c], { node: nodeOf(a, 'other'), subnets: [] })).toBe(undefined);
  });
});

describe('the record to remove', () => {
  const listed = (key: string, state: ListedLease['state'], subnet: string, node?: string): ListedLease => ({
    key,
    state,
    subnets: [subnet],
    publicIPs: [],
    ...(node !== undefined && { node }),
  });
  const found: LeaseReview = {
    store: 'the store',
    backend: 'vxlan',
    leases: [
      listed('/own', 'own', '10.244.1.0/24', 'n1'),
      listed('/peer', 'peer', '10.244.2.0/24', 'n2'),
      listed('/old', 'stale', '10.244.3.0/24', 'n2'),
      listed('/n2', 'stale', '10.244.4.0/24'),
    ],
  };
  const choose = (wanted: string, force = false, agent?: number): string =>
    chooseRemoval(found, { wanted, force, agent }).key;

  it('is found by its key, its subnet, or its node', () => {
    expect(choose('/old')).toBe('/old');
    expect(choose('10.244.3.0/24')).toBe('/old');
    expect(choose('n1', true)).toBe('/own');
    const key = { ...found, leases: [listed('a', 'stale', '10.244.5.0/24'), listed('b', 'stale', 'x', 'a')] };
    expect(chooseRemoval(key, { wanted: 'a', force: false, agent: undefined }).key).toBe('a');
  });

  it('has to be there, and has to be one', () => {
    expect(() => choose('10.244.9.0/24')).toThrow('there is no record 10.244.9.0/24 in the store');
    expect(() => choose('n2')).toThrow('n2 is in 2 records');
  });

  it('may be that of a node in use only by force', () => {
    expect(() => choose('/peer')).toThrow('/peer is the record of a node in use');
    expect(() => choose('/own')).toThrow('/own is the record of a node in use');
    expect([choose('/peer', true), choose('/own', true)]).toEqual(['/peer', '/own']);
    expect(choose('/peer', true, 7)).toBe('/peer');
  });

  it('may not be that of this node while its agent runs, by force neither', () => {
    expect(() => choose('/own', true, 7)).toThrow('its agent runs (pid 7)');
  });
});
