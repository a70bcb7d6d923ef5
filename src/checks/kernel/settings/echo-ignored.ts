import { settings } from '../../../host/index.ts';
import { shellCommand } from '../../../words/index.ts';
import { nodeCheck, warning } from '../../check.ts';
import { familyNumbers } from '../../own-links.ts';

const IGNORE = { 4: 'net/ipv4/icmp_echo_ignore_all', 6: 'net/ipv6/icmp/echo_ignore_all' } as const;

/** Whether this host answers pings: other nodes ask by them whether it is there. */
export const echoIgnored = nodeCheck({
  name: 'EchoIgnored',
  symptom: 'Other nodes say that this one does not answer, and its pods are reached',
  when: [],
  needs: ({ network }) => ({ values: settings(familyNumbers(network).map((family) => IGNORE[family])) }),
  run: ({ network }, { values }) =>
    familyNumbers(network)
      .map((family) => IGNORE[family])
      .filter((path) => values[path] === '1')
      .map((path) =>
        warning(`this host answers no pings: ${path} is 1`, shellCommand(['sysctl', '-w', `${path}=0`]), {
          evidence: [`/proc/sys/${path}: 1`],
          impact: 'Only pings are lost. On other nodes this one seems to be down.',
          fix: { safety: 'ask', objects: [{ kind: 'sysctl', path, value: '0' }] },
        }),
      ),
});
