import { describe, expect, it } from 'vitest';
import type { Listing } from '../../../src/stores/index.ts';
import { startGateway } from '../../support/stores/gateway.ts';
import { never, openStore } from '../../support/stores/leases.ts';

const HEADER = { cluster_id: '7', member_id: '1', revision: '30', raft_term: '2' };
const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** A record of the node with this public IP. */
const pairOf = (subnet: string, publicIP: string, revision: number) => ({
  key: base64(`/coreos.com/network/subnets/${subnet}`),
  value: base64(JSON.stringify({ PublicIP: publicIP, BackendType: 'host-gw' })),
  mod_revision: String(revision),
});

const addressesIn = ({ leases }: Listing): (string | undefined)[] =>
  leases.map(({ entry }) => entry?.ipv4?.publicIP);

/** What a store lists of some records, then of others, and so on. */
async function listings(...answers: readonly (readonly unknown[])[]): Promise<Listing[]> {
  const { url } = await startGateway((_path, _body, count) => ({
    body: { header: HEADER, kvs: answers[count - 1] ?? [] },
  }));
  const store = openStore(url);
  const all: Listing[] = [];
  while (all.length < answers.length) all.push(await store.list(never()));
  return all;
}

describe('records of etcd that are listed again', () => {
  const one = pairOf('10.244.1.0-24', '192.168.1.1', 5);
  const two = pairOf('10.244.2.0-24', '192.168.1.2', 6);

  it('are the same leases, as objects, where they were not written since', async () => {
    const [first, second] = await listings([one, two], [two, one]);
    expect(second?.leases[0]).toBe(first?.leases[1]);
    expect(second?.leases[1]).toBe(first?.leases[0]);
  });

  it('are read again if they were written, also in a restored cluster that counts its revisions again', async () => {
    const later = pairOf('10.244.1.0-24', '192.168.1.1', 9);
    const restored = pairOf('10.244.2.0-24', '192.168.1.8', 6);
    const [, second] = await listings([one, two], [later, restored]);
    expect(second && addressesIn(second)).toEqual(['192.168.1.1', '192.168.1.8']);
    expect(second?.leases[0]?.entry?.revision).toBe(9);
  });

  it('are forgotten when they are gone', async () => {
    const [, second, third] = await listings([one, two], [two], [one, two]);
    expect(second && addressesIn(second)).toEqual(['192.168.1.2']);
    expect(third && addressesIn(third)).toEqual(['192.168.1.1', '192.168.1.2']);
  });
});
