import { IP_FORWARD, IP6_FORWARD } from '../../state/index.ts';
import { shellCommand } from '../../words/index.ts';
import { findByCause } from './causes.ts';
import { type Difference, differencesIn } from './differences.ts';
import { driftCheck, driftFinding } from './drift-finding.ts';

/** The families whose forwarding is off, by its setting. */
const FORWARDING: Readonly<Record<string, string>> = { [IP_FORWARD]: 'IPv4', [IP6_FORWARD]: 'IPv6' };

const forwardingOff = (difference: Difference<'sysctl'>, family: string) =>
  driftFinding([difference], {
    message: `${family} forwarding is off`,
    impact: 'Pods of this node reach only each other: the node forwards no packet of theirs.',
    isOutage: true,
  });

/** A setting as `sysctl` writes it, unless a part of it has a dot. */
const settingName = (path: string): string => (path.includes('.') ? path : path.replaceAll('/', '.'));

const settingCommand = ({ to }: Difference<'sysctl'>): string =>
  shellCommand(['sysctl', '-w', `${settingName(to.path)}=${to.value}`]);

const otherSettings = (some: readonly Difference<'sysctl'>[]) =>
  driftFinding(some, {
    message: some.map(({ to }) => `${settingName(to.path)} is not ${to.value}`).join(', '),
    impact: some.some(({ to }) => to.path.includes('bridge-nf'))
      ? 'A pod can’t reach a Service whose pod is on this node.'
      : 'The link may take addresses and routes from router advertisements.',
    isOutage: false,
  });

export const settingsDrift = driftCheck({
  name: 'Settings',
  symptom:
    'Pods reach only pods of their own node: somebody has turned forwarding off (sysctl --system, hardening)',
  byHand: (node) => differencesIn(node, 'sysctl').map(settingCommand).join('\n'),
  find: (node) => {
    const differences = differencesIn(node, 'sysctl');
    return [
      ...differences.flatMap((difference) => {
        const family = FORWARDING[difference.to.path];
        return family === undefined ? [] : [forwardingOff(difference, family)];
      }),
      ...findByCause(
        node,
        differences.filter(({ to }) => FORWARDING[to.path] === undefined),
        otherSettings,
      ),
    ];
  },
});
