import { Failure } from '../errors/index.ts';
import { addresses } from './addresses.ts';
import type { NodeCheck } from './check.ts';
import { cniConfs } from './cni-confs.ts';
import { cniNetwork } from './cni-network/cni-network.ts';
import { cniPluginCheck } from './cni-plugins/cni-plugins.ts';
import { firewall } from './firewall/firewall.ts';
import { flanneld } from './flanneld.ts';
import { LOOK_CHECKS } from './ground.ts';
import { kernel } from './kernel/kernel.ts';
import { peers } from './peers.ts';
import { pods } from './pods.ts';
import { routerAdvertisement } from './router-advertisement.ts';
import { routes } from './routes.ts';
import { ruleEngine } from './rule-engine.ts';
import type { Ignored } from './run.ts';
import { service } from './service.ts';
import { sysctls } from './sysctls.ts';
import { tools } from './tools/tools.ts';
import { uplink } from './uplink/uplink.ts';
import { veths } from './veths.ts';
import { vxlan } from './vxlan.ts';
import { ways } from './ways.ts';

/** Every check of a host against what is to be built on it; all run, and all that is wrong is told at once. */
export const NODE_CHECKS: readonly NodeCheck[] = [
  tools,
  kernel,
  uplink,
  peers,
  addresses,
  routes,
  ways,
  sysctls,
  routerAdvertisement,
  vxlan,
  flanneld,
  ruleEngine,
  firewall,
  cniConfs,
  cniNetwork,
  cniPluginCheck,
  pods,
  veths,
  service,
];

/** What a status tells of: the checks that try nothing out. With no changes the others find nothing. */
export const STATUS_CHECKS: readonly NodeCheck[] = NODE_CHECKS.filter(({ when }) => when.includes('status'));

const namesOf = (checks: readonly { readonly name: string }[]): string[] => [
  ...new Set(checks.map(({ name }) => name)),
];

/** The names that `--ignore-preflight-errors` takes, besides `all`. */
export const PREFLIGHT_CHECKS: readonly string[] = namesOf([...LOOK_CHECKS, ...NODE_CHECKS]);

/** What has to be well also where a node is only brought back: it can't come later, or would undo it. */
export const BOOT_CHECKS: readonly string[] = namesOf(
  NODE_CHECKS.filter(({ when }) => when.includes('boot')),
);

/** Reads the value of `--ignore-preflight-errors`: names in any case, or `all`. */
export function readIgnored(names: readonly string[]): Ignored {
  const lower = new Set(names.map((name) => name.trim().toLowerCase()));
  const unknown = names.filter(
    (name) =>
      ![...PREFLIGHT_CHECKS, 'all'].some((known) => known.toLowerCase() === name.trim().toLowerCase()),
  );
  if (unknown.length > 0) {
    const hint = `The checks are ${PREFLIGHT_CHECKS.join(', ')}, and all.`;
    throw new Failure('usage', `there is no preflight check named ${unknown.join(', ')}`, { hint });
  }
  return (name) => lower.has('all') || lower.has(name.toLowerCase());
}
