import { expect, test } from 'vitest';
import { CLUSTERS, type Cluster, expected, tryOut } from '../../support/lab/cluster.ts';

/** One of each backend, with each family and both rule engines among them; the matrix has all combinations. */
const EXAMPLES: readonly Cluster[] = [
  { backend: 'vxlan', families: 'dual', rules: 'nft' },
  { backend: 'vxlan DirectRouting', families: 'IPv4', rules: 'iptables' },
  { backend: 'host-gw', families: 'IPv6', rules: 'nft' },
];

test.each(EXAMPLES)('a lab of 3 nodes is complete with $backend, $families, $rules', async (cluster) => {
  expect(await tryOut(cluster)).toEqual(expected(cluster));
});

test('every backend has its example', () => {
  expect(new Set(EXAMPLES.map(({ backend }) => backend))).toEqual(
    new Set(CLUSTERS.map(({ backend }) => backend)),
  );
});
