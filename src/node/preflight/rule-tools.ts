import { type ToolVersion, toolState, toolVersion } from '../../host/index.ts';
import type { Prepared } from '../compare/prepare.ts';
import { type Program, programsOf } from '../resolve/engine.ts';
import { error, type Finding } from './check.ts';
import { loadCommand } from './modules.ts';
import { checkVersions, tooOld } from './versions.ts';

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

/** What is wrong with a program that rules are made with. That it is not there is for another check. */
async function checkProgram(program: Program, isChanging: boolean): Promise<Finding[]> {
  const state = await toolState(program);
  if (state === 'missing' || (state === 'works' && !isChanging)) return [];
  const version = await toolVersion(program);
  return version === undefined ? [] : findingsOf(program, version);
}

/**
 * Checks the tools that changes are made with. What rules are not made with may be as it likes, and where nothing
 * is to be changed, no version matters.
 */
export async function checkTools({ network, comparison }: Prepared): Promise<Finding[]> {
  const isChanging = comparison.diff.changes.length > 0;
  const programs = programsOf(network.engine, network.families);
  const found = programs.map(async (program) => checkProgram(program, isChanging));
  return [...(isChanging ? await checkVersions() : []), ...(await Promise.all(found)).flat()];
}

/** Whether the programs that the rules are made with are there, and work. */
export async function doPrograms({ network }: Prepared): Promise<boolean> {
  const programs = programsOf(network.engine, network.families);
  return (await Promise.all(programs.map(toolState))).every((state) => state === 'works');
}
