export type { Watcher } from './apply/verify.ts';
export { clock, untilText } from './base/clock.ts';
export type { Listener, Outcome, TransactionEvent } from './base/events.ts';
export { holderOf, waitingText, withLock } from './base/lock.ts';
export { kernelIdentity, requireSameKernel } from './base/same-kernel.ts';
export { refuseCollateral } from './comparison/collateral.ts';
export {
  compare,
  type DesiredState,
  type HostDiff,
  type RecordedOwnership,
  scopeOf,
} from './comparison/compare.ts';
export { conflictProblems, refuseConflicts } from './comparison/conflicts.ts';
export { recordedAfter } from './comparison/marks.ts';
export { refuseUnencodable } from './comparison/unencodable.ts';
export { readHistory, recordEnd } from './history/history.ts';
export { countsText, outcomeText, userText } from './history/history-line.ts';
export { saveUnchanged } from './history/save-unchanged.ts';
export {
  dropJournal as dropUnfinished,
  type OpenTransaction,
  readOpenTransaction,
} from './journal/journal.ts';
export { isWaiting, type OpenState, openState } from './journal/open-state.ts';
export {
  makeStateFolder,
  type SavedVersions,
  STATE_FOLDER,
  saveVersion,
  versionText,
} from './journal/saved-versions.ts';
export type { Transaction } from './journal/transaction.ts';
export type { Pending } from './lifecycle/pending.ts';
export {
  confirm,
  findOpenTransaction,
  finishForward,
  previewForward,
  previewRollback,
  runRollback,
} from './lifecycle/recover.ts';
export { type Terms, transact } from './lifecycle/transact.ts';
export { watchOver } from './lifecycle/watchdog.ts';
export { asBeforeText, othersProblems, othersText } from './rollback/report.ts';
