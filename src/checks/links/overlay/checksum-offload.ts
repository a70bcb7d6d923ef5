import { isVxlan } from '../../../backends/index.ts';
import { kernelRelease, offloads } from '../../../host/index.ts';
import { shellCommand } from '../../../words/index.ts';
import { nodeCheck, warning } from '../../check.ts';
import { overlayNames } from '../../own-links.ts';

/** The first releases with the fix, by their series (faults 1); all since 5.7 have it. */
const FIXED: Readonly<Record<string, number>> = { '5.6': 13, '5.4': 41, '4.19': 123, '4.14': 181 };

/** Whether a kernel.org release lacks the fix. What a distribution has put into its 4.18.0-193 the number does not say. */
function lacksFix(release: string): boolean {
  const [, major = '', minor = '', patch = ''] = /^(\d+)\.(\d+)\.(\d+)/.exec(release) ?? [];
  if (patch === '' || patch === '0') return false;
  if (Number(major) > 5 || (Number(major) === 5 && Number(minor) > 6)) return false;
  return Number(patch) < (FIXED[`${major}.${minor}`] ?? Number.POSITIVE_INFINITY);
}

const FEATURE = 'tx-checksum-ip-generic';

/** Whether the kernel sends wrong checksums for packets that are masqueraded twice (faults 1). */
export const checksumOffload = nodeCheck({
  name: 'ChecksumOffload',
  symptom:
    'Services with pods on other nodes time out, or answer after 1, 3 or 63 seconds; pods answer at once',
  when: [],
  needs: ({ network }) => ({ release: kernelRelease, overlay: offloads(overlayNames(network)[0] ?? 'lo') }),
  run: ({ network }, { release, overlay }) => {
    const [dev] = overlayNames(network);
    if (!isVxlan(network.backend) || dev === undefined || !overlay.on.includes(FEATURE) || !lacksFix(release))
      return [];
    return [
      warning(
        `the kernel ${release} sends wrong UDP checksums by ${dev} for packets that are masqueraded twice`,
        `${shellCommand(['ethtool', '-K', dev, FEATURE, 'off'])}, whenever ${dev} is recreated; or a kernel of at least 5.6.13, 5.4.41, 4.19.123 or 4.14.181`,
        {
          evidence: [`uname -r: ${release}`, `ethtool -k ${dev}: ${FEATURE} on`],
          impact: 'Packets to Services by way of another node are dropped there (UdpInCsumErrors).',
        },
      ),
    ];
  },
});
