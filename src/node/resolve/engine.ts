import { type BackendInput, programsOf, type RuleProgram } from '../../backends/index.ts';
import type { NetConf } from '../../config/index.ts';
import { Failure } from '../../errors/index.ts';
import { isInstalled, toolState, toolVersion } from '../../host/index.ts';
import { networksOf } from '../../leases/index.ts';
import type { NodeOptions, SavedNode } from '../saved/saved-node.ts';

type Engine = BackendInput['engine'];

/** nft where there is nft (one process less, and atomic); where the kernel has not its part, iptables may be the old one. */
async function engineHere(): Promise<Engine> {
  const nft = await toolState('nft');
  if (nft === 'missing') return 'iptables';
  return nft === 'noKernel' && (await isInstalled('iptables')) ? 'iptables' : 'nft';
}

/** The rule engine: as the net-conf says, else flannel's if it was taken over, else what is here. */
export async function engineOf(
  { enableNFTables }: NetConf,
  { engine }: Pick<NodeOptions, 'engine'>,
): Promise<Engine> {
  if (enableNFTables !== undefined) return enableNFTables ? 'nft' : 'iptables';
  return engine ?? engineHere();
}

/** Rules that can't be looked at must not be taken for none: a Failure if what a node's are made with does not work. */
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

/** The programs that a node's rules are made with by its record; without one, nft: its table tells that it is ours. */
export async function programsBy(record: SavedNode | undefined): Promise<RuleProgram[]> {
  if (record === undefined) return ['nft'];
  const { netConf } = record.plan;
  return programsOf({ engine: await engineOf(netConf, record.options), families: networksOf(netConf) });
}
