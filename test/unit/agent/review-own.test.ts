import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { reviewLeases } from '../../../src/agent/index.ts';
import type { Store } from '../../../src/stores/index.ts';
import { RECORDS } from '../../fuzz/documents-samples.ts';
import { storedLease } from '../../support/agent/leases.ts';

/** The root of a host that was set up as n1, with the public IP 192.168.1.1. */
async function savedNode(): Promise<string> {
  const root = await mkdtemp(path.join(os.tmpdir(), 'flannelctl-review-'));
  onTestFinished(async () => rm(root, { recursive: true }));
  const file = path.join(root, 'var/lib/flannelctl/node.json');
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  await writeFile(file, RECORDS[0] ?? '', { mode: 0o600 });
  await chmod(root, 0o755);
  return root;
}

it('the record of this host is its own, and what claims its subnet is a duplicate', async () => {
  const lease = (key: string, ip: number, subnet: number, revision: number) =>
    storedLease(key, {
      publicIP: `192.168.1.${ip}`,
      subnet: `10.244.${subnet}.0/24`,
      mac: ip,
      revision,
    });
  const leases = [
    lease('own', 1, 1, 1),
    lease('rival', 7, 1, 9),
    lease('old', 1, 5, 0),
    lease('peer', 2, 2, 3),
  ];
  const store = {
    name: 'the store',
    config: async () => '{"Network":"10.244.0.0/16","Backend":{"Type":"vxlan"}}',
    list: async () => ({ leases, revision: '1' }),
  } as unknown as Store;
  const { leases: found } = await reviewLeases(store, await savedNode(), new AbortController().signal, 0);
  expect(Object.fromEntries(found.map(({ key, state }) => [key, state]))).toEqual({
    own: 'own',
    rival: 'duplicate',
    old: 'stale',
    peer: 'peer',
  });
});
