import type { CniConfList } from '../../config/index.ts';
import { Failure } from '../../errors/index.ts';
import { hasFlannelPlugin } from '../../flannel/index.ts';
import { networksOf } from '../../leases/index.ts';
import type { NodeConfig } from './resolve-node.ts';
import type { SetUpInput } from './set-up-input.ts';

const refuse = (message: string, hint: string): never => {
  throw new Failure('invalidConfig', message, { hint });
};

/** Refuses flags that can't have an effect on the configuration of the node. */
export function refuseIdleFlags(
  { publicIP, publicIPv6, cniType }: SetUpInput,
  { plan, options }: Pick<NodeConfig, 'plan' | 'options'>,
): void {
  const families = networksOf(plan.netConf).map(({ name }) => name);
  if (publicIP !== undefined && !families.includes('ipv4'))
    refuse(
      `--public-ip ${publicIP}: the net-conf has no IPv4`,
      'Leave it out, or give the net-conf a Network and no "EnableIPv4": false.',
    );
  if (publicIPv6 !== undefined && !families.includes('ipv6'))
    refuse(
      `--public-ipv6 ${publicIPv6}: the net-conf has no IPv6`,
      'Leave it out, or give the net-conf an IPv6Network and "EnableIPv6": true.',
    );
  const conf = options.cniConf as CniConfList | undefined;
  if (cniType === 'flannel' && conf !== undefined && !hasFlannelPlugin(conf))
    refuse(
      '--cni-type flannel: the CNI conf that was given has no flannel plugin, and is used as it is',
      'Leave it out, or give a --cni-conf with {"type": "flannel"} among its plugins.',
    );
}
