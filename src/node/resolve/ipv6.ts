import { Failure } from '../../errors/index.ts';
import type { KernelFeatures } from '../../host/index.ts';
import type { FamilyName } from '../../net/index.ts';

/**
 * Fails if IPv6 is configured and the kernel lacks it, or disables it on new links, which then can't have addresses.
 * @param isKept whether the node is set up and kept so: its links may have IPv6, and the other family goes on without
 */
export function requireIpv6(
  families: readonly FamilyName[],
  { ipv6, ipv6OffByDefault }: Pick<KernelFeatures, 'ipv6' | 'ipv6OffByDefault'>,
  isKept: boolean,
): void {
  if (!families.includes('ipv6')) return;
  if (!ipv6)
    throw new Failure('unavailable', 'the net-conf has an IPv6 network, and the kernel has no IPv6 here', {
      hint: 'Boot it without ipv6.disable=1 (cat /proc/cmdline), or load the module (modprobe ipv6); or take IPv6 out of the net-conf: "EnableIPv6": false.',
    });
  if (!ipv6OffByDefault || isKept) return;
  throw new Failure(
    'unavailable',
    'the net-conf has an IPv6 network, and IPv6 is turned off for links that are made',
    {
      hint: 'Turn it on, here and in /etc/sysctl.d: sysctl -w net.ipv6.conf.default.disable_ipv6=0; or take IPv6 out of the net-conf: "EnableIPv6": false.',
    },
  );
}
