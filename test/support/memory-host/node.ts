import type { NodeRecord } from '../../../src/generated/types.d.ts';
import {
  NOTHING_OWNED,
  type OwnedByRecord,
  ofKernel,
  ownedAfter,
  ownedDuring,
  ownedPaths,
  recordedMarks,
} from '../../../src/node/saved/owned-by-record.ts';
import type { ReconcileHost } from '../../../src/reconcile/base/host.ts';
import {
  compare,
  type DesiredState,
  type HostDiff,
  kernelIdentity,
  makeStateFolder,
  type Pending,
  refuseConflicts,
  type SavedVersions,
  saveUnchanged,
  scopeOf,
  transact,
} from '../../../src/reconcile/index.ts';
import type { FlannelTraces, HostObject } from '../../../src/state/index.ts';

export const RECORD = '/var/lib/flannelctl/node.json';

const recordOf = (ledger: OwnedByRecord): NodeRecord => ({
  kind: 'NodeRecord',
  name: 'n1',
  plan: {
    kind: 'SubnetPlan',
    netConf: { Network: '10.244.0.0/16', Backend: { Type: 'vxlan' } },
    nodes: [{ name: 'n1', publicIP: '192.168.77.1', subnet: '10.244.1.0/24' }],
  },
  options: { ipMasq: true, cniType: 'bridge' },
  ledger,
});

const textOf = (ledger: OwnedByRecord): string => `${JSON.stringify(recordOf(ledger), null, 2)}\n`;

async function readRecord(host: ReconcileHost): Promise<{ text: string | null; ledger: OwnedByRecord }> {
  const text = (await host.files.readTrusted(RECORD)) ?? null;
  if (text === null) return { text, ledger: NOTHING_OWNED };
  const { ledger } = JSON.parse(text) as NodeRecord;
  const here = await kernelIdentity(host);
  return { text, ledger: ledger.boot === here.boot ? ledger : ofKernel(ledger, here) };
}

function targetFor(
  host: ReconcileHost,
  desired: readonly HostObject[],
  ledger: OwnedByRecord,
  flannel: FlannelTraces | undefined,
): DesiredState {
  return {
    desired,
    recorded: recordedMarks(ledger),
    ...(flannel === undefined ? {} : { flannel }),
    scope: scopeOf(desired, host.root, ownedPaths(ledger)),
  };
}

async function change(
  host: ReconcileHost,
  target: DesiredState,
  versionsOf: (comparison: HostDiff, folders: string[]) => Promise<SavedVersions>,
  confirmSeconds?: number,
): Promise<Pending | undefined> {
  const comparison = await compare(host, target);
  refuseConflicts(comparison);
  const versions = await versionsOf(comparison, await makeStateFolder(host));
  if (comparison.diff.changes.length === 0) {
    await saveUnchanged(host, versions);
    return undefined;
  }
  const terms = { command: 'flannelctl test', probes: [], confirmSeconds, on: () => {} };
  return transact(host, { target, comparison, versions, linked: { before: [], after: [] } }, terms);
}

/** init or join, as src/node does it once it knows what it wants: the node remembers what is its own. */
export async function setUp(
  host: ReconcileHost,
  desired: readonly HostObject[],
  flannel?: FlannelTraces,
  confirmSeconds?: number,
): Promise<Pending | undefined> {
  const { text, ledger } = await readRecord(host);
  const target = targetFor(host, desired, ledger, text === null ? flannel : undefined);
  const identity = await kernelIdentity(host);
  const versionsOf = async (
    { observed, diff: { changes } }: HostDiff,
    folders: string[],
  ): Promise<SavedVersions> => {
    const named = (one: OwnedByRecord): string =>
      textOf({ ...one, ...identity, recordFolders: [...one.recordFolders, ...folders] });
    return {
      file: RECORD,
      before: text,
      during: named(ownedDuring(ledger, changes)),
      after: named(ownedAfter(ledger, { desired, observed, changes, areChainsSeen: true })),
      folders,
    };
  };
  return change(host, target, versionsOf, confirmSeconds);
}

/** reset: nothing of ours, and settings as they were before the first change. */
export async function reset(host: ReconcileHost): Promise<void> {
  const { text, ledger } = await readRecord(host);
  const settings = Object.entries(ledger.sysctls).map(
    ([path, { before }]): HostObject => ({ kind: 'sysctl', path, value: before }),
  );
  const target = targetFor(host, settings, ledger, undefined);
  await change(host, target, async (_, folders) => ({
    file: RECORD,
    before: text,
    after: null,
    folders: [...ledger.recordFolders, ...folders],
  }));
}
