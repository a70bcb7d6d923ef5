import { type BackendInput, programsOf, type RuleProgram } from '../../backends/index.ts';
import type { NetConf } from '../../config/index.ts';
import { Failure } from '../../errors/index.ts';
import { isInstalled, toolState, toolVersion } from '../../host/index.ts';
import { networksOf } from '../../leases/index.ts';
import type { NodeOptions, SavedNode } from '../saved/saved-node.ts';

type Engine = BackendInput['engine'];

/**
 * nft if it works (one process less, and atomic); else iptables, whose legacy variant needs no nf_tables in the
 * kernel.
 */
async function engineHere(): Promise<Engine> {
  const nft = await toolState('nft');
  if (nft === 'missing') return 'iptables';
  return nft === 'noKernel' && (await isInstalled('iptables')) ? 'iptables' : 'nft';
}

/** The rule engine: the net-conf's, else flannel's if it was taken over, else what works here. */
export async function engineOf(
  { enableNFTables }: NetConf,
  { engine }: Pick<NodeOptions, 'engine'>,
): Promise<Engine> {
  if (enableNFTables !== undefined) return enableNFTables ? 'nft' : 'iptables';
  return engine ?? engineHere();
}

/** Fails if a tool for a node's rules does not work, because rules that can't be read must not be taken for none. */
export async function refuseBlind(programs: readonly RuleProgram[]): Promise<void> {
  for (const program of programs) {
    if ((await toolState(program)) !== 'broken') continue;
    const version = await toolVersion(program);
    throw new Failure(
      'unavailable',
      `${program} does not work, so that its rules can't be seen: ${version?.text}`,
      {
        hint: `Run it by hand to see what it says: ${program} --version`,
      },
    );
  }
}

/** The programs for a node's rules, by its record; without one, nft, whose table is known to be ours by its name. */
export async function programsBy(record: SavedNode | undefined): Promise<RuleProgram[]> {
  if (record === undefined) return ['nft'];
  const { netConf } = record.plan;
  return programsOf({ engine: await engineOf(netConf, record.options), families: networksOf(netConf) });
}
