import { access } from 'node:fs/promises';

/** Whether this network namespace has IPv6; without, `ip -6` and `ip6tables` have nothing to be asked for. */
export const hasIpv6 = async (): Promise<boolean> =>
  access('/proc/sys/net/ipv6/conf/default').then(
    () => true,
    () => false,
  );
