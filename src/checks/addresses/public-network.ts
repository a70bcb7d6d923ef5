import { type Prefix, prefixContains } from '../../net/index.ts';
import { nodeCheck, warning } from '../check.ts';

/** Networks that no host of the Internet has (RFC 1918, 6598, 2544, 5737). */
const NOT_PUBLIC = [
  ...['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', '198.18.0.0/15'],
  ...['192.0.2.0/24', '198.51.100.0/24', '203.0.113.0/24'],
] as readonly string[] as readonly Prefix[];

/** Whether pods have IPv4 addresses that hosts of the Internet have, too. Of IPv6 a site may give pods its own. */
export const publicNetwork = nodeCheck({
  name: 'PublicNetwork',
  symptom: 'Some hosts of the Internet are not reached from nodes and pods',
  when: [],
  needs: () => ({}),
  run: ({ network: { families } }) =>
    families
      .filter(
        ({ name, network: { network } }) =>
          name === 'ipv4' && !NOT_PUBLIC.some((whole) => prefixContains(whole, network)),
      )
      .map(({ network: { network } }) =>
        warning(
          `the pod network ${network} is not a private one`,
          'If it is not yours, take one such as 10.244.0.0/16; all nodes and pods have to be set up again.',
          {
            evidence: [`net-conf: Network ${network}`],
            impact: 'Hosts of the Internet with such addresses are not reached from this node and its pods.',
          },
        ),
      ),
});
