export type { CheckedNode, NamedFinding } from './check.ts';
export { LOOK_CHECKS, ROOT_CHECKS, TOOL_CHECKS } from './ground.ts';
export { BOOT_CHECKS, NODE_CHECKS, PREFLIGHT_CHECKS, readIgnored, STATUS_CHECKS } from './registry.ts';
export { checkGround, judgingTools, namedFindings, runChecks } from './run.ts';
