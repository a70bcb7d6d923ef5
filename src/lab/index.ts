export { execIn } from './exec.ts';
export { DEFAULT_LAB, type LabName, labName, nameFlag } from './names.ts';
export { observeLab } from './observe.ts';
export { takeDown } from './take-down.ts';
export { testLab } from './test-network.ts';
export { up } from './up.ts';
export { SWITCH_BRIDGE } from './wiring.ts';
