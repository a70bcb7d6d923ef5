import { createHash } from 'node:crypto';
import type { NodeRecord } from '../../generated/types.d.ts';
import type { RecordedOwnership } from '../../reconcile/index.ts';
import type { Change, FileObject, HostObject } from '../../state/index.ts';
import { isRecorded, keyOf } from '../../state/index.ts';

/** What of the host is ours by record, because the kernel has no mark for it. */
export type OwnedByRecord = NodeRecord['ledger'];

export const EMPTY_LEDGER: OwnedByRecord = {
  boot: '',
  files: {},
  folders: [],
  chains: [],
  sysctls: {},
  recordFolders: [],
};

/** A ledger in another boot, or another network namespace, than its own: files are all that is left of what it knows. */
export const ofKernel = (
  ledger: OwnedByRecord,
  identity: Pick<OwnedByRecord, 'boot' | 'namespace'>,
): OwnedByRecord => ({
  ...ledger,
  ...identity,
  chains: [],
  sysctls: {},
});

export const contentHash = (content: string): string => createHash('sha256').update(content).digest('hex');

/** Every path we wrote. */
export const ledgerPaths = ({ files, folders }: OwnedByRecord): string[] => [
  ...folders,
  ...Object.keys(files),
];

export const recordedMarks = (ledger: OwnedByRecord): RecordedOwnership => ({
  paths: new Set(ledgerPaths(ledger)),
  chains: new Set(ledger.chains),
});

function addFile(ledger: OwnedByRecord, file: FileObject): OwnedByRecord {
  if (file.type !== 'directory')
    return { ...ledger, files: { ...ledger.files, [file.path]: contentHash(file.content) } };
  return { ...ledger, folders: [...new Set([...ledger.folders, file.path])] };
}

/** A global setting is noted with the value it had before we first changed it; a link's own goes with the link. */
function addSysctl(ledger: OwnedByRecord, from: HostObject, to: HostObject): OwnedByRecord {
  if (to.kind !== 'sysctl' || from.kind !== 'sysctl' || to.dev !== undefined) return ledger;
  const before = ledger.sysctls[to.path]?.before ?? from.value;
  return { ...ledger, sysctls: { ...ledger.sysctls, [to.path]: { before, set: to.value } } };
}

function addChange(ledger: OwnedByRecord, change: Change): OwnedByRecord {
  if (change.action === 'delete' || change.action === 'conflict') return ledger;
  const { to } = change;
  if (to.kind === 'file') return addFile(ledger, to);
  if (isRecorded(to)) return { ...ledger, chains: [...new Set([...ledger.chains, keyOf(to)])] };
  return 'from' in change ? addSysctl(ledger, change.from, to) : ledger;
}

/**
 * The ledger from the first of the changes on, so that a crash can't lose the marks: with all that they make, and with
 * what goes for as long as it may still be there.
 */
export const ledgerDuring = (ledger: OwnedByRecord, changes: readonly Change[]): OwnedByRecord =>
  changes.reduce(addChange, ledger);

/** The keys of those objects that a ledger can know: a host with 10,000 peers has 40,000 others. */
const recordable = (objects: readonly HostObject[]): ReadonlySet<string> =>
  new Set(objects.filter((object) => object.kind === 'file' || isRecorded(object)).map(keyOf));

/** Of a ledger's files and folders those that are not wanted any more. */
export function unwantedOf(ledger: OwnedByRecord, desired: readonly HostObject[]): OwnedByRecord {
  const wanted = recordable(desired);
  const isUnwanted = (file: string): boolean => !wanted.has(`file ${file}`);
  return {
    ...ledger,
    files: Object.fromEntries(Object.entries(ledger.files).filter(([file]) => isUnwanted(file))),
    folders: ledger.folders.filter(isUnwanted),
  };
}

/** What a ledger is to be like once its changes have succeeded. */
interface End {
  readonly desired: readonly HostObject[];
  readonly observed: readonly HostObject[];
  readonly changes: readonly Change[];
  /** Whether all rules of iptables were looked at: else one that was not seen may be there. */
  readonly areChainsSeen: boolean;
}

/**
 * The ledger once the changes have succeeded: what is gone, whoever took it away, or is no longer what we made, is
 * forgotten. What comes to stand in its place is somebody else's.
 */
export function ledgerAfter(
  ledger: OwnedByRecord,
  { desired, observed, changes, areChainsSeen }: End,
): OwnedByRecord {
  const wanted = recordable(desired);
  const there = recordable(observed);
  const deleted = new Set(changes.flatMap(({ action, key }) => (action === 'delete' ? [key] : [])));
  const stays = (key: string): boolean => wanted.has(key) || (there.has(key) && !deleted.has(key));
  const during = ledgerDuring(ledger, changes);
  const { files, folders, chains } = during;
  return {
    ...during,
    files: Object.fromEntries(Object.entries(files).filter(([file]) => wanted.has(`file ${file}`))),
    folders: folders.filter((folder) => stays(`file ${folder}`)),
    chains: chains.filter((key) => (areChainsSeen || deleted.has(key) ? stays(key) : true)),
  };
}
