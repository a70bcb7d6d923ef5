import { Failure, type Problem } from '../../errors/index.ts';
import { oneReading, toolVersions } from '../../host/index.ts';
import { impactOf } from '../compare/impact.ts';
import { type Prepared, prepare } from '../compare/prepare.ts';
import { LOOK_CHECKS } from '../preflight/ground.ts';
import { checkGround, checkHost, readIgnored } from '../preflight/preflight.ts';
import { programsBy, refuseBlind } from '../resolve/engine.ts';
import type { SetUpInput } from '../resolve/set-up-input.ts';
import { rememberedUplink } from '../saved/remembered-uplink.ts';
import { readSaved, type SavedNode } from '../saved/saved-node.ts';
import { unrecordedNode } from '../saved/unrecorded.ts';

/**
 * Looks at a node as init, join and diff do: preflight, then the comparison. Changes nothing.
 * @param record what the node is to remember, where that is not what it does by now
 */
export const inspect = async (
  given: SetUpInput,
  ignoredChecks: readonly string[],
  record?: SavedNode,
): Promise<[Prepared, Problem[]]> =>
  oneReading(async () => inspected(given, readIgnored(ignoredChecks), record));

async function inspected(
  given: SetUpInput,
  ignored: ReturnType<typeof readIgnored>,
  record: SavedNode | undefined,
): Promise<[Prepared, Problem[]]> {
  const ground = await checkGround(LOOK_CHECKS, ignored);
  const prepared = await prepare(given, record ?? (await readSaved(given.root)));
  const found = await checkHost(prepared, ignored);
  const kept = prepared.kept.map(keptProblem);
  return [prepared, [...ground, ...prepared.spec.warnings, ...found, ...impactOf(prepared), ...kept]];
}

const keptProblem = (file: string): Problem => ({
  severity: 'warning',
  message: `${file} is not wanted any more, but it is not as flannelctl wrote it`,
  hint: 'It is left, and is yours from now on.',
});

/**
 * What status and the like look at: a node that was set up, compared with what it was told to be. Without its uplink,
 * it still says how the rest is.
 */
export const inspectRemembered = async (root: string): Promise<Prepared> =>
  oneReading(async () => inspectedRemembered(root));

async function inspectedRemembered(root: string): Promise<Prepared> {
  await checkGround(LOOK_CHECKS);
  const record = await readSaved(root);
  if (record === undefined) throw await notSetUp(root);
  const versions = await toolVersions();
  refuseBlind(programsBy(record, versions), versions);
  const given = { root, peers: [] };
  try {
    return await prepare(given, record);
  } catch (error) {
    if (!(error instanceof Failure) || !['preflight', 'unavailable'].includes(error.exit)) throw error;
    const uplink = await rememberedUplink(record);
    if (uplink === undefined) throw error;
    return { ...(await prepare(given, record, uplink)), uplinkFailure: error };
  }
}

/** Where links of ours are there all the same, it was set up under another root, or what it remembered is lost. */
async function notSetUp(root: string): Promise<Failure> {
  const unrecorded = await unrecordedNode(root);
  if (unrecorded === undefined)
    return new Failure('invalidConfig', 'this node has not been set up', {
      hint: 'Set it up with: flannelctl init --net-conf FILE',
    });
  return new Failure('invalidConfig', unrecorded, {
    hint: 'Is --root right? If the record is lost, give the node its plan again (flannelctl join --plan FILE), or take it all away: flannelctl reset',
  });
}
