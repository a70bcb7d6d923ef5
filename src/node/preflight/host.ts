import type { HostCheck } from './check.ts';
import { checkCniConfs } from './cni-confs.ts';
import { checkCniPlugins } from './cni-plugins/cni-plugins.ts';
import { checkFirewall } from './firewall/firewall.ts';
import { checkFlanneld } from './flanneld.ts';
import { checkKernel } from './kernel.ts';
import { checkPeers } from './peers.ts';
import { checkRouterAdvertisement } from './router-advertisement.ts';
import { checkRoutes } from './routes.ts';
import { checkRuleEngine } from './rule-engine.ts';
import { checkTools } from './rule-tools.ts';
import { checkService } from './service.ts';
import { checkUplink } from './uplink.ts';
import { checkVxlan } from './vxlan.ts';

/** Checks of this host against what is to be built on it; all run, and all that is wrong is told at once. */
export const HOST_CHECKS: readonly HostCheck[] = [
  { name: 'Tools', exit: 'unavailable', run: checkTools },
  { name: 'Kernel', exit: 'unavailable', run: checkKernel },
  { name: 'Uplink', exit: 'preflight', run: checkUplink },
  { name: 'Peers', exit: 'preflight', run: checkPeers },
  { name: 'Routes', exit: 'preflight', run: checkRoutes },
  { name: 'RouterAdvertisement', exit: 'preflight', run: checkRouterAdvertisement },
  { name: 'Vxlan', exit: 'preflight', run: checkVxlan },
  { name: 'Flanneld', exit: 'preflight', run: checkFlanneld },
  { name: 'RuleEngine', exit: 'preflight', run: checkRuleEngine },
  { name: 'Firewall', exit: 'preflight', run: checkFirewall },
  { name: 'CniConfs', exit: 'preflight', run: checkCniConfs },
  { name: 'CniPlugins', exit: 'preflight', run: checkCniPlugins },
  { name: 'Service', exit: 'preflight', run: checkService },
];
