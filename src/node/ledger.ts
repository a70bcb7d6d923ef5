import { createHash } from 'node:crypto';
import type { NodeRecord } from '../generated/types.d.ts';
import type { RecordedMarks } from '../reconcile/index.ts';
import type { Change, FileObject, HostObject } from '../state/index.ts';
import { isRecorded, keyOf } from '../state/index.ts';

/** What of the host is ours by record, because the kernel has no mark for it. */
export type Ledger = NodeRecord['ledger'];

export const EMPTY_LEDGER: Ledger = {
  boot: '',
  files: {},
  folders: [],
  chains: [],
  sysctls: {},
  recordFolders: [],
};

/** A ledger as it holds in this boot: what the kernel forgot with the last one is forgotten here, too. */
export const inBoot = (ledger: Ledger, boot: string): Ledger =>
  ledger.boot === boot ? ledger : { ...ledger, boot, chains: [], sysctls: {} };

export const contentHash = (content: string): string => createHash('sha256').update(content).digest('hex');

/** Every path we wrote. */
export const ledgerPaths = ({ files, folders }: Ledger): string[] => [...folders, ...Object.keys(files)];

export const recordedMarks = (ledger: Ledger): RecordedMarks => ({
  paths: new Set(ledgerPaths(ledger)),
  chains: new Set(ledger.chains),
});

function addFile(ledger: Ledger, file: FileObject): Ledger {
  if (file.type !== 'directory')
    return { ...ledger, files: { ...ledger.files, [file.path]: contentHash(file.content) } };
  return { ...ledger, folders: [...new Set([...ledger.folders, file.path])] };
}

/** A global setting is noted with the value it had before we first changed it; a link's own goes with the link. */
function addSysctl(ledger: Ledger, from: HostObject, to: HostObject): Ledger {
  if (to.kind !== 'sysctl' || from.kind !== 'sysctl' || to.dev !== undefined) return ledger;
  const before = ledger.sysctls[to.path]?.before ?? from.value;
  return { ...ledger, sysctls: { ...ledger.sysctls, [to.path]: { before, set: to.value } } };
}

function addChange(ledger: Ledger, change: Change): Ledger {
  if (change.action === 'delete' || change.action === 'conflict') return ledger;
  const { to } = change;
  if (to.kind === 'file') return addFile(ledger, to);
  if (isRecorded(to)) return { ...ledger, chains: [...new Set([...ledger.chains, keyOf(to)])] };
  return 'from' in change ? addSysctl(ledger, change.from, to) : ledger;
}

/** The ledger once the changes are made. It is written before the first of them, so that a crash can't lose the marks. */
export const ledgerAfter = (ledger: Ledger, changes: readonly Change[]): Ledger =>
  changes.reduce(addChange, ledger);
