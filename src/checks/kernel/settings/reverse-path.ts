import { type ProtocolCounters, protocolCounters, settings } from '../../../host/index.ts';
import type { LinkName } from '../../../net/index.ts';
import { shellCommand } from '../../../words/index.ts';
import { type Finding, nodeCheck, warning } from '../../check.ts';
import { ownLinks } from '../../own-links.ts';
import { isMuch, shareText } from '../../share.ts';

const filterOf = (dev: string): string => `net/ipv4/conf/${dev}/rp_filter`;

const STRICT = 1;

/** The larger of the link's and the one for all counts (ip-sysctl). */
const isStrict = (dev: string, values: Readonly<Record<string, string>>): boolean =>
  Math.max(Number(values[filterOf(dev)]), Number(values[filterOf('all')])) === STRICT;

function findings(strict: readonly string[], counters: ProtocolCounters): Finding[] {
  const { TcpExtIPReversePathFilter: dropped = 0, IpInReceives: all = 0 } = counters;
  if (strict.length === 0 || !isMuch(dropped, all, { least: 100, percent: 0.1 })) return [];
  return [
    warning(
      `rp_filter is strict on ${strict.join(', ')}, and the kernel dropped ${shareText(dropped, all)} packets since boot, because the route to their source was by another link than they came by`,
      `See whether it grows while packets are lost: nstat -az TcpExtIPReversePathFilter. If so: ${shellCommand(['sysctl', '-w', ...strict.map((dev) => `${filterOf(dev)}=2`)])}`,
      {
        evidence: [
          `nstat: TcpExtIPReversePathFilter ${dropped}`,
          ...strict.map((dev) => `${filterOf(dev)}: 1`),
        ],
        impact:
          'Packets that come by another link than answers leave by are lost: of a second overlay, a second uplink.',
        follows: ['SharedNetwork'],
        fix: {
          safety: 'ask',
          objects: strict.map((dev) => ({
            kind: 'sysctl',
            path: filterOf(dev),
            value: '2',
            dev: dev as LinkName,
          })),
        },
      },
    ),
  ];
}

/** Whether strict reverse path filtering drops packets. Strict alone is no fault (faults 40, measured on 6.18). */
export const reversePath = nodeCheck({
  name: 'ReversePath',
  symptom: 'Packets arrive at the host and vanish, with no firewall rule that drops them',
  when: [],
  needs: ({ network }) => ({
    values: settings([filterOf('all'), ...ownLinks(network).map(filterOf)]),
    counters: protocolCounters,
  }),
  run: ({ network }, { values, counters }) =>
    findings(
      ownLinks(network).filter((dev) => isStrict(dev, values)),
      counters,
    ),
});
