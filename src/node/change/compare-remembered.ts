import { checkGround, judgingTools, TOOL_CHECKS } from '../../checks/index.ts';
import { Failure } from '../../errors/index.ts';
import type { Facts } from '../../host/index.ts';
import { diffNode, type NodeDiff } from '../compare/node-diff.ts';
import { programsBy, refuseBlind } from '../resolve/engine.ts';
import type { SetUpInput } from '../resolve/set-up-input.ts';
import { rememberedUplink } from '../saved/remembered-uplink.ts';
import type { SavedNode } from '../saved/saved-node.ts';

/** A node beside what it remembers to be, and why it has no uplink, where the one it was set up with stands in. */
export interface RememberedDiff {
  readonly found: NodeDiff;
  readonly uplinkFailure?: Failure;
}

export async function compareRemembered(
  root: string,
  record: SavedNode,
  facts: Facts,
): Promise<RememberedDiff> {
  await checkGround(TOOL_CHECKS, facts);
  return judgingTools(async () => {
    await refuseBlind(await programsBy(record));
    return diffRemembered({ root, peers: [] }, record, facts);
  }, facts);
}

async function diffRemembered(given: SetUpInput, record: SavedNode, facts: Facts): Promise<RememberedDiff> {
  try {
    return { found: await diffNode(given, record, facts) };
  } catch (error) {
    if (!(error instanceof Failure) || !['preflight', 'unavailable'].includes(error.exit)) throw error;
    const uplink = await rememberedUplink(record);
    if (uplink === undefined) throw error;
    return { found: await diffNode(given, record, facts, uplink), uplinkFailure: error };
  }
}
