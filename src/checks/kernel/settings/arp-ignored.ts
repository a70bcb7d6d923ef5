import { hostLinks, type LinkJson, settings } from '../../../host/index.ts';
import type { LinkName } from '../../../net/index.ts';
import { shellCommand } from '../../../words/index.ts';
import { type CheckedNode, type Finding, nodeCheck, outage } from '../../check.ts';
import { familyNumbers } from '../../own-links.ts';

const ignoreOf = (dev: string): string => `net/ipv4/conf/${dev}/arp_ignore`;

/** No answer for any address; smaller values ask whose address it is (ip-sysctl). */
const NONE = 8;

const IMPACT =
  'Who has no entry for this host yet sends it nothing: pods by their gateway, peers by the uplink.';

type Network = CheckedNode['network'];

function bySetting(network: Network, values: Readonly<Record<string, string>>): Finding[] {
  const { bridge, uplink } = network;
  // The larger of the link's and the one for all counts.
  const ignores = (dev: string): boolean =>
    Math.max(...['all', dev].map((one) => Number(values[ignoreOf(one)] ?? 0))) === NONE;
  const deaf = familyNumbers(network).includes(4) ? [bridge, uplink.name].filter(ignores) : [];
  const paths = ['all', ...deaf].map(ignoreOf).filter((path) => values[path] === `${NONE}`);
  if (deaf.length === 0) return [];
  return [
    outage(
      `the kernel answers no ARP on ${deaf.join(' and ')}: arp_ignore is ${NONE}`,
      shellCommand(['sysctl', '-w', ...paths.map((path) => `${path}=0`)]),
      {
        evidence: paths.map((path) => `/proc/sys/${path}: ${NONE}`),
        impact: IMPACT,
        fix: {
          safety: 'ask',
          objects: paths.map((path) => {
            const dev = deaf.find((one) => path === ignoreOf(one));
            return { kind: 'sysctl', path, value: '0', ...(dev === undefined ? {} : { dev }) };
          }),
        },
      },
    ),
  ];
}

/** Tunnels and other links without broadcasts have no ARP by nature. */
const isSetNoArp = (links: readonly LinkJson[], name: LinkName): boolean => {
  const flags = links.find(({ ifname }) => ifname === name)?.flags ?? [];
  return flags.includes('NOARP') && flags.includes('BROADCAST');
};

const byFlag = ({ bridge, uplink }: Network, links: readonly LinkJson[]): Finding[] =>
  [bridge, uplink.name]
    .filter((name) => isSetNoArp(links, name))
    .map((name) =>
      outage(
        `${name} has ARP and neighbor discovery turned off (NOARP)`,
        shellCommand(['ip', 'link', 'set', name, 'arp', 'on']),
        { evidence: [`ip link show ${name}: NOARP`], impact: IMPACT },
      ),
    );

/** Whether a link answers no ARP at all: neighbors then learn no MAC of this host. */
export const arpIgnored = nodeCheck({
  name: 'ArpIgnored',
  symptom: 'Pods or nodes do not find this host, as if its address were not there',
  when: ['status'],
  needs: ({ network: { bridge, uplink } }) => ({
    values: settings(['all', bridge, uplink.name].map(ignoreOf)),
    links: hostLinks,
  }),
  run: ({ network }, { values, links }) => [...byFlag(network, links), ...bySetting(network, values)],
});
