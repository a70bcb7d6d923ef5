export {
  type CheckedNode,
  type Finding,
  type NamedFinding,
  type NodeCheck,
  outage,
  warning,
} from './check.ts';
export { chainsAt } from './firewall/chains.ts';
export { type Fate, fateOf } from './firewall/fate.ts';
export { chainName } from './firewall/obstacles.ts';
export { type FilterChain, hasFamily, type Packet, type PacketHook } from './firewall/packet.ts';
export { LOOK_CHECKS, ROOT_CHECKS, TOOL_CHECKS } from './ground.ts';
export { CHECK_GROUPS, type CheckGroup } from './groups.ts';
export { FLANNELD_CHECK, PEERS_CHECK, UPLINK_CHECK } from './names.ts';
export {
  BOOT_CHECKS,
  CHANGE_CHECKS,
  NODE_CHECKS,
  PREFLIGHT_CHECKS,
  readIgnored,
  STATUS_CHECKS,
  WARNING_AT_BOOT,
} from './registry.ts';
export { repairOf } from './repair.ts';
export { checkGround, findingsOf, judgingTools, namedFindings, runChecks } from './run.ts';
