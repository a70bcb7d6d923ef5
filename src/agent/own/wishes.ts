import type { SetUpInput } from '../../node/index.ts';
import type { AgentSettings } from '../settings.ts';

/**
 * The node's options with the public IPs that a user wrote into the store for this node; they come before `--public-ip`
 * (flannel-facts 7.2). Without an uplink's name or pattern, the uplink is the one that has them.
 */
export async function wishedInput({ store, given }: AgentSettings, stop: AbortSignal): Promise<SetUpInput> {
  const { ipv4, ipv6 } = (await store.wishes?.(stop)) ?? {};
  return { ...given, ...(ipv4 && { publicIP: ipv4 }), ...(ipv6 && { publicIPv6: ipv6 }) };
}
