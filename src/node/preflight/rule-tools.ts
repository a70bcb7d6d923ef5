import { type ToolVersion, toolVersions } from '../../host/index.ts';
import type { Prepared } from '../compare/prepare.ts';
import { type Program, programsOf } from '../resolve/engine.ts';
import { error, type Finding } from './check.ts';
import { loadCommand } from './modules.ts';
import { tooOld } from './versions.ts';

const CHOOSE = 'Or choose by EnableNFTables in the net-conf what the rules are made with.';

function findingsOf(program: Program, version: ToolVersion): Finding[] {
  const { text, state } = version;
  if (state === 'works') return tooOld(program, version);
  const message = `the rules are to be ${program === 'nft' ? 'nft' : 'iptables'}'s, and`;
  if (state === 'noKernel')
    return [
      error(
        `${message} the kernel has no nf_tables here: ${text}`,
        `${loadCommand(['nf_tables'])}. ${CHOOSE}`,
      ),
    ];
  return [error(`${message} ${program} does not work: ${text}`, `See what ${program} says. ${CHOOSE}`)];
}

/** Checks what the rules are made with. What they are not made with may be as it likes. */
export async function checkRuleTools({ network }: Prepared): Promise<Finding[]> {
  const versions = await toolVersions();
  return programsOf(network.engine, network.families).flatMap((program) => {
    const version = versions[program];
    return version === undefined ? [] : findingsOf(program, version);
  });
}

/** Whether the programs that the rules are made with are there, and work. */
export async function doPrograms({ network }: Prepared): Promise<boolean> {
  const versions = await toolVersions();
  return programsOf(network.engine, network.families).every(
    (program) => versions[program]?.state === 'works',
  );
}
