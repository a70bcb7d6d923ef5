import { programsOf, type RuleProgram } from '../../../backends/index.ts';
import { type ToolName, type ToolVersion, toolStates, toolVersions } from '../../../host/index.ts';
import { type CheckedNode, error, type Finding, nodeCheck } from '../../check.ts';
import { loadCommand } from '../modules.ts';
import { tooOld, versionFindings } from './versions.ts';

const CHOOSE = 'Or choose by EnableNFTables in the net-conf what the rules are made with.';

function findingsOf(program: RuleProgram, version: ToolVersion): Finding[] {
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

/** Where nothing is to be changed, no version matters. */
const judged = ({ network, diff }: CheckedNode): readonly ToolName[] =>
  diff.changes.length === 0 ? [] : ['ip', 'bridge', ...programsOf(network)];

/** Checks the tools that changes are made with. What rules are not made with may be as it likes. */
export const tools = nodeCheck({
  name: 'Tools',
  symptom: 'A change stops because a tool is too old, broken or not installed',
  exit: 'unavailable',
  when: ['preflight'],
  needs: (node) => ({
    states: toolStates(programsOf(node.network)),
    versions: toolVersions(judged(node)),
  }),
  run: ({ network }, { states, versions }) => [
    ...versionFindings(versions),
    ...programsOf(network).flatMap((program) => {
      const version = versions[program] ?? states[program];
      return version === undefined ? [] : findingsOf(program, version);
    }),
  ],
});
