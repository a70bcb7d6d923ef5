export { clock, untilText } from './clock.ts';
export { type Comparison, compare, type RecordedMarks, scopeOf, type Target } from './compare.ts';
export { refuseConflicts } from './conflicts.ts';
export type { Listener, Outcome, TransactionEvent } from './events.ts';
export {
  dropJournal as dropUnfinished,
  readUnfinished,
  type Unfinished,
} from './journal.ts';
export { holderOf, lockHolder, withLock } from './lock.ts';
export { refuseLosses } from './losses.ts';
export { recordedAfter } from './marks.ts';
export { keepMemory, type Memory, makeStateFolder, memoryText, remember, STATE_FOLDER } from './memory.ts';
export type { Pending } from './pending.ts';
export {
  confirm,
  findUnfinished,
  finishForward,
  previewBack,
  previewForward,
  takeBack,
} from './recover.ts';
export { asBeforeText, othersProblems, othersText } from './report.ts';
export { kernelIdentity, requireSameKernel } from './same-kernel.ts';
export { type Terms, transact } from './transact.ts';
export type { Transaction } from './transaction.ts';
export { watchOver } from './watchdog.ts';
