import { settings } from '../../host/index.ts';
import { shellCommand } from '../../words/index.ts';
import { nodeCheck, warning } from '../check.ts';
import { familyNumbers } from '../own-links.ts';

const PATH = 'net/ipv4/ip_no_pmtu_disc';

/** What each value but 0 and 3 does (ip-sysctl). 3 only asks for more proof of an ICMP error. */
const EFFECTS: Readonly<Record<string, string>> = {
  1: 'after an ICMP error about its size a path carries the smallest packets alone (min_pmtu)',
  2: 'ICMP errors about the size of packets are dropped',
};

/** Whether the host listens to routers that ask for smaller packets (faults 6). */
export const pathDiscovery = nodeCheck({
  name: 'PathDiscovery',
  symptom: 'Large transfers hang on some paths, and pass with a smaller MTU',
  when: [],
  needs: () => ({ values: settings([PATH]) }),
  run: ({ network }, { values }) => {
    const value = values[PATH] ?? '0';
    const effect = EFFECTS[value];
    if (effect === undefined || !familyNumbers(network).includes(4)) return [];
    return [
      warning(
        `path MTU discovery is off (${PATH} is ${value}): ${effect}`,
        shellCommand(['sysctl', '-w', `${PATH}=0`]),
        {
          evidence: [`/proc/sys/${PATH}: ${value}`],
          impact:
            'Where a path carries less than the uplink, large packets of this host are lost or needlessly small.',
          fix: { safety: 'ask', objects: [{ kind: 'sysctl', path: PATH, value: '0' }] },
        },
      ),
    ];
  },
});
