import type { Problem } from '../../errors/index.ts';
import { type DefaultGateway, listDefaultGateways, operatorPaths } from '../../host/index.ts';
import type { HostDiff, Terms } from '../../reconcile/index.ts';
import type { NodeConfig } from '../resolve/resolve-node.ts';
import type { SavedNode } from '../saved/saved-node.ts';
import { touchedPaths } from './operator-path.ts';
import { probesFor } from './probes.ts';
import type { ChangeTerms } from './terms.ts';

/** How long a change waits for confirmation if it touches the operator's connection. */
const OWN_PATH_SECONDS = 120;

interface Found {
  readonly comparison: HostDiff;
  readonly record: SavedNode | undefined;
  readonly spec?: NodeConfig;
}

/** The terms of a transaction: its probes, and whether it has to be confirmed. */
export async function transactionTerms(
  found: Found,
  { command, confirmSeconds, isProbed, watcher, on }: ChangeTerms,
  warn: (problems: readonly Problem[]) => void,
): Promise<Terms> {
  const { changes } = found.comparison.diff;
  if (changes.length === 0) return { command, probes: [], confirmSeconds: undefined, on };
  const gateways = await listDefaultGateways();
  return {
    command,
    probes: isProbed ? await probesFor({ ...found, changes, gateways }, warn) : [],
    confirmSeconds:
      confirmSeconds === 0 ? undefined : (confirmSeconds ?? (await ownPathSeconds(found, gateways, warn))),
    watcher,
    on,
  };
}

/** Without a flag, a change needs confirmation only if it touches the operator's path. */
async function ownPathSeconds(
  { comparison }: Found,
  gateways: readonly DefaultGateway[],
  warn: (problems: readonly Problem[]) => void,
): Promise<number | undefined> {
  const touched = touchedPaths(comparison.diff.changes, await operatorPaths(gateways));
  if (touched.length === 0) return undefined;
  warn(
    touched.map((message) => ({
      severity: 'warning',
      message,
      hint: `The change is rolled back after ${OWN_PATH_SECONDS} s unless it is confirmed. (--confirm-timeout changes that, 0 turns it off.)`,
    })),
  );
  return OWN_PATH_SECONDS;
}
