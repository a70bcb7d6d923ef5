export { type Action, byKey, type Change, type Diff, diff, type FieldChange } from './diff.ts';
export type { Instruction, Phase } from './instruction.ts';
export type { Marks } from './kind.ts';
export { LINK_GROUP } from './link.ts';
export type * from './objects.ts';
export { type Step, stepsOf } from './order.ts';
export { PROTOCOL } from './protocol.ts';
export { isOurs, keyOf, showObject } from './registry.ts';
export type { Chain, PrefixMatch, Rule, Ruleset, UnknownRule } from './rules.ts';
