import { arpCounters, ndiscCounters, settings, type TableCounters } from '../../../host/index.ts';
import type { Family } from '../../../net/index.ts';
import { shellCommand } from '../../../words/index.ts';
import { type Finding, nodeCheck, warning } from '../../check.ts';
import { familyNumbers } from '../../own-links.ts';

/** The setting of a limit: 1, below which nothing is removed; 2, above which it is soon; 3, the most. */
const limitOf = (family: Family, limit: 1 | 2 | 3): string =>
  `net/ipv${family}/neigh/default/gc_thresh${limit}`;

const FILES = { 4: 'arp_cache', 6: 'ndisc_cache' } as const;

/** In percent of the limit. */
const NEARLY_FULL = 90;

function findings(family: Family, most: number, counters: TableCounters): Finding[] {
  const { entries = 0, table_fulls: refused = 0 } = counters;
  if (!(most > 0) || (entries * 100 < most * NEARLY_FULL && refused === 0)) return [];
  // Each limit by a factor of the old one, so that removing begins where the table was full.
  const raised = ([1, 2, 3] as const).map((limit) => ({
    kind: 'sysctl' as const,
    path: limitOf(family, limit),
    value: `${most * 2 ** (limit - 1)}`,
  }));
  const since = refused === 0 ? '' : `, and was full ${refused} times since boot`;
  return [
    warning(
      `the kernel's table of IPv${family} neighbors has ${entries} of at most ${most} entries${since}`,
      shellCommand(['sysctl', '-w', ...raised.map(({ path, value }) => `${path}=${value}`)]),
      {
        evidence: [`/proc/net/stat/${FILES[family]}: entries ${entries}, table_fulls ${refused}`],
        impact:
          'While it is full, packets to hosts and pods without an entry are lost; all namespaces share it.',
        fix: { safety: 'safe', objects: raised },
      },
    ),
  ];
}

/** Whether the tables of neighbors have room. Only the first network namespace has the limits. */
export const neighborTable = nodeCheck({
  name: 'NeighborTable',
  symptom: 'Random pods or nodes are unreachable; the kernel log says: neighbor table overflow',
  when: [],
  needs: () => ({
    limits: settings([limitOf(4, 3), limitOf(6, 3)]),
    arp: arpCounters,
    ndisc: ndiscCounters,
  }),
  run: ({ network }, { limits, arp, ndisc }) =>
    familyNumbers(network).flatMap((family) =>
      findings(family, Number(limits[limitOf(family, 3)]), family === 4 ? arp : ndisc),
    ),
});
