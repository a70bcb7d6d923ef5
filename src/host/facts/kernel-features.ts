import { access } from 'node:fs/promises';
import { askNexthops } from '../observe/ask-nexthops.ts';
import { hasIpv6 } from '../observe/ipv6.ts';
import { isReadOnly, readSysctls } from '../observe/sysctls.ts';
import type { Fact } from './fact.ts';

const exists = async (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );

/** The features of the kernel. */
export interface KernelFeatures {
  readonly ipv6: boolean;
  readonly bridgeNetfilter: boolean;
  readonly bridgeNetfilter6: boolean;
  /** Nexthop objects, since 5.3. */
  readonly nexthops: boolean;
  /** Whether new links get no IPv6 addresses. */
  readonly ipv6OffByDefault: boolean;
  /** Whether the IPv6 settings of links can be written: in a container /proc/sys may be read-only. */
  readonly setsIpv6: boolean;
}

export const kernelFeatures: Fact<KernelFeatures> = {
  name: 'kernel features',
  read: async () => {
    const [ipv6, bridgeNetfilter, bridgeNetfilter6, nexthops, keepsIpv6] = await Promise.all([
      hasIpv6(),
      exists('/proc/sys/net/bridge/bridge-nf-call-iptables'),
      exists('/proc/sys/net/bridge/bridge-nf-call-ip6tables'),
      // Asked of the kernel itself, because distributions add new features to old kernels.
      askNexthops('-N', '-j'),
      isReadOnly('net/ipv6/conf/default/accept_ra'),
    ]);
    const [off] = readSysctls(['net/ipv6/conf/default/disable_ipv6']);
    return {
      ipv6,
      bridgeNetfilter,
      bridgeNetfilter6,
      nexthops: nexthops !== undefined,
      ipv6OffByDefault: off?.value === '1',
      setsIpv6: !keepsIpv6,
    };
  },
};
