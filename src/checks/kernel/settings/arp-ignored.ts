import { settings } from '../../../host/index.ts';
import { shellCommand } from '../../../words/index.ts';
import { nodeCheck, outage } from '../../check.ts';
import { familyNumbers } from '../../own-links.ts';

const ignoreOf = (dev: string): string => `net/ipv4/conf/${dev}/arp_ignore`;

/** No answer for any address; smaller values ask whose address it is (ip-sysctl). */
const NONE = 8;

/** Whether a link answers no ARP at all: neighbors then learn no MAC of this host. */
export const arpIgnored = nodeCheck({
  name: 'ArpIgnored',
  symptom: 'Pods or nodes do not find this host, as if its address were not there',
  when: [],
  needs: ({ network: { bridge, uplink } }) => ({
    values: settings(['all', bridge, uplink.name].map(ignoreOf)),
  }),
  run: ({ network }, { values }) => {
    const { bridge, uplink } = network;
    // The larger of the link's and the one for all counts.
    const ignores = (dev: string): boolean =>
      Math.max(...['all', dev].map((one) => Number(values[ignoreOf(one)] ?? 0))) === NONE;
    const deaf = familyNumbers(network).includes(4) ? [bridge, uplink.name].filter(ignores) : [];
    const paths = ['all', ...deaf].map(ignoreOf).filter((path) => values[path] === `${NONE}`);
    return deaf.length === 0
      ? []
      : [
          outage(
            `the kernel answers no ARP on ${deaf.join(' and ')}: arp_ignore is ${NONE}`,
            shellCommand(['sysctl', '-w', ...paths.map((path) => `${path}=0`)]),
            {
              evidence: paths.map((path) => `/proc/sys/${path}: ${NONE}`),
              impact:
                'Who has no entry for this host yet sends it nothing: pods by their gateway, peers by the uplink.',
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
  },
});
