export { execIn } from './exec.ts';
export { FAMILY_WORDS } from './families.ts';
export { DEFAULT_LAB, type LabName, labName, nameFlag } from './names.ts';
export { observeLab } from './observe.ts';
export { takeDown } from './take-down.ts';
export { testLab } from './test-network.ts';
export { UNDERLAYS_MAX } from './underlay.ts';
export { up } from './up.ts';
export type { TestedPath } from './verdict.ts';
