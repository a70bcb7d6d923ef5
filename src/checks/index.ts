export type { CheckedNode } from './check.ts';
export { LOOK_CHECKS, ROOT_CHECKS, TOOL_CHECKS } from './ground.ts';
export { BOOT_CHECKS, NODE_CHECKS, PREFLIGHT_CHECKS, readIgnored } from './registry.ts';
export { checkGround, judgingTools, runChecks } from './run.ts';
