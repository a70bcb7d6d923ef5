import type { NodeRecord } from '../../generated/types.d.ts';
import type { RecordedOwnership } from '../../reconcile/index.ts';
import type { Change, FileObject, HostObject } from '../../state/index.ts';
import { isRecorded, keyOf } from '../../state/index.ts';

/** The objects that are ours by the record, because the kernel keeps no mark on them. */
export type OwnedByRecord = NodeRecord['ledger'];

export const NOTHING_OWNED: OwnedByRecord = {
  boot: '',
  files: {},
  folders: [],
  chains: [],
  sysctls: {},
  recordFolders: [],
};

/** The part of the record that holds in another boot, or another network namespace: its files. */
export const ofKernel = (
  owned: OwnedByRecord,
  identity: Pick<OwnedByRecord, 'boot' | 'namespace'>,
): OwnedByRecord => ({
  ...owned,
  ...identity,
  chains: [],
  sysctls: {},
});

/** The SHA-256 of a text in hexadecimal digits. `node:crypto` is loaded here, because it takes a while. */
export const contentHash = (content: string): string =>
  process.getBuiltinModule('node:crypto').createHash('sha256').update(content).digest('hex');

/** Every recorded path. */
export const ownedPaths = ({ files, folders }: OwnedByRecord): string[] => [
  ...folders,
  ...Object.keys(files),
];

/** The marks of ownership in a record, as a comparison needs them. */
export const recordedMarks = (owned: OwnedByRecord): RecordedOwnership => ({
  paths: new Set(ownedPaths(owned)),
  chains: new Set(owned.chains),
});

function addFile(owned: OwnedByRecord, file: FileObject): OwnedByRecord {
  if (file.type !== 'directory')
    return { ...owned, files: { ...owned.files, [file.path]: contentHash(file.content) } };
  return { ...owned, folders: [...new Set([...owned.folders, file.path])] };
}

/** A global setting is recorded with its value from before the first change; a link's own is lost with the link. */
function addSysctl(owned: OwnedByRecord, from: HostObject, to: HostObject): OwnedByRecord {
  if (to.kind !== 'sysctl' || from.kind !== 'sysctl' || to.dev !== undefined) return owned;
  const before = owned.sysctls[to.path]?.before ?? from.value;
  return { ...owned, sysctls: { ...owned.sysctls, [to.path]: { before, set: to.value } } };
}

function addChange(owned: OwnedByRecord, change: Change): OwnedByRecord {
  if (change.action === 'delete' || change.action === 'conflict') return owned;
  const { to } = change;
  if (to.kind === 'file') return addFile(owned, to);
  if (isRecorded(to)) return { ...owned, chains: [...new Set([...owned.chains, keyOf(to)])] };
  return 'from' in change ? addSysctl(owned, change.from, to) : owned;
}

/**
 * What is ours from the first change on, recorded before it, so that a crash can't lose the marks: with all that the
 * changes create, and what they delete, as long as it may still exist.
 */
export const ownedDuring = (owned: OwnedByRecord, changes: readonly Change[]): OwnedByRecord =>
  changes.reduce(addChange, owned);

/** The keys of the objects that can be in a record: a host with 10,000 peers has 40,000 others. */
function recordable(objects: readonly HostObject[]): ReadonlySet<string> {
  const keys = new Set<string>();
  for (const object of objects)
    if (!('peer' in object) && (object.kind === 'file' || isRecorded(object))) keys.add(keyOf(object));
  return keys;
}

/** The recorded files and folders that are not desired any more. */
export function unwantedOf(owned: OwnedByRecord, desired: readonly HostObject[]): OwnedByRecord {
  const wanted = recordable(desired);
  const isUnwanted = (file: string): boolean => !wanted.has(`file ${file}`);
  return {
    ...owned,
    files: Object.fromEntries(Object.entries(owned.files).filter(([file]) => isUnwanted(file))),
    folders: owned.folders.filter(isUnwanted),
  };
}

/** The end of a change, by which the record is updated. */
interface ChangeEnd {
  readonly desired: readonly HostObject[];
  readonly observed: readonly HostObject[];
  readonly changes: readonly Change[];
  /** Whether all rules of iptables were read: else one may exist that was not seen. */
  readonly areChainsSeen: boolean;
}

/**
 * What is ours after the changes have succeeded. An object that is gone or changed by another program is dropped:
 * what takes its place is foreign.
 */
export function ownedAfter(
  owned: OwnedByRecord,
  { desired, observed, changes, areChainsSeen }: ChangeEnd,
): OwnedByRecord {
  const wanted = recordable(desired);
  const there = recordable(observed);
  const deleted = new Set(changes.flatMap(({ action, key }) => (action === 'delete' ? [key] : [])));
  const stays = (key: string): boolean => wanted.has(key) || (there.has(key) && !deleted.has(key));
  const during = ownedDuring(owned, changes);
  const { files, folders, chains } = during;
  return {
    ...during,
    files: Object.fromEntries(Object.entries(files).filter(([file]) => wanted.has(`file ${file}`))),
    folders: folders.filter((folder) => stays(`file ${folder}`)),
    chains: chains.filter((key) => (areChainsSeen || deleted.has(key) ? stays(key) : true)),
  };
}
