export { clock, untilText } from './clock.ts';
export { compare, type DesiredState, type HostDiff, type RecordedOwnership, scopeOf } from './compare.ts';
export { refuseConflicts } from './conflicts.ts';
export type { Listener, Outcome, TransactionEvent } from './events.ts';
export { readHistory, recordEnd } from './history.ts';
export { countsText, outcomeText, userText } from './history-line.ts';
export {
  dropJournal as dropUnfinished,
  type OpenTransaction,
  readOpenTransaction,
} from './journal.ts';
export { keepMemory } from './keep-memory.ts';
export { holderOf, withLock } from './lock.ts';
export { refuseLosses } from './losses.ts';
export { recordedAfter } from './marks.ts';
export { isWaiting, type OpenState, openState } from './open-state.ts';
export type { Pending } from './pending.ts';
export {
  confirm,
  findOpenTransaction,
  finishForward,
  previewForward,
  previewRollback,
  runRollback,
} from './recover.ts';
export { asBeforeText, othersProblems, othersText } from './report.ts';
export { kernelIdentity, requireSameKernel } from './same-kernel.ts';
export {
  makeStateFolder,
  memoryText,
  remember,
  type SavedVersions,
  STATE_FOLDER,
} from './saved-versions.ts';
export { type Terms, transact } from './transact.ts';
export type { Transaction } from './transaction.ts';
export { refuseUnencodable } from './unencodable.ts';
export { watchOver } from './watchdog.ts';
