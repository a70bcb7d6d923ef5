export { type Comparison, compare, type RecordedMarks, scopeOf, type Target } from './compare.ts';
export { converge, refuseConflicts } from './converge.ts';
export { recordedAfter } from './marks.ts';
