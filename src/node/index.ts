export type { Given } from './given.ts';
export { isNews, type JoinLines, joinLines } from './join-line.ts';
export {
  type Dialogue,
  inspect,
  inspectRemembered,
  type Result,
  resetNode,
  setUpNode,
} from './operate.ts';
export { PREFLIGHT_CHECKS } from './preflight/preflight.ts';
export type { Prepared } from './prepare.ts';

export type { PreparedReset } from './reset.ts';
