import { checkGround, judgingTools, TOOL_CHECKS } from '../../checks/index.ts';
import { Failure } from '../../errors/index.ts';
import type { Facts } from '../../host/index.ts';
import { type Prepared, prepare } from '../compare/prepare.ts';
import { programsBy, refuseBlind } from '../resolve/engine.ts';
import type { SetUpInput } from '../resolve/set-up-input.ts';
import { rememberedUplink } from '../saved/remembered-uplink.ts';
import type { SavedNode } from '../saved/saved-node.ts';

/** A node beside what it remembers to be; where its uplink is gone, the one it was set up with stands in. */
export async function compareRemembered(root: string, record: SavedNode, facts: Facts): Promise<Prepared> {
  await checkGround(TOOL_CHECKS, facts);
  return judgingTools(async () => {
    await refuseBlind(await programsBy(record));
    return prepareRemembered({ root, peers: [] }, record, facts);
  }, facts);
}

async function prepareRemembered(given: SetUpInput, record: SavedNode, facts: Facts): Promise<Prepared> {
  try {
    return await prepare(given, record, facts);
  } catch (error) {
    if (!(error instanceof Failure) || !['preflight', 'unavailable'].includes(error.exit)) throw error;
    const uplink = await rememberedUplink(record);
    if (uplink === undefined) throw error;
    return { ...(await prepare(given, record, facts, uplink)), uplinkFailure: error };
  }
}
