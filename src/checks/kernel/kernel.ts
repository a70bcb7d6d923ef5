import { programsOf } from '../../backends/index.ts';
import { type Refusal, rehearsal, toolStates } from '../../host/index.ts';
import { type Instruction, rehearsalOf } from '../../state/index.ts';
import { type CheckedNode, error, type Finding, nodeCheck, warning } from '../check.ts';
import { loadCommand, modulesFor } from './modules.ts';

/** A container that has no more capabilities than the agent needs can't make a network namespace. */
const untried = ({ said }: Refusal): Finding =>
  warning(
    `whether the kernel can make what is needed was not tried out first: no network namespace can be made here: ${said}`,
    'If it can’t, the change is rolled back. To have it tried out: root needs CAP_SYS_ADMIN, a container has to be privileged.',
  );

function finding(refusal: Refusal): Finding {
  const { tool, line, said } = refusal;
  const where = line === undefined ? '' : `, at: ${line}`;
  const message = `the kernel can't make what is needed: ${tool}: ${said}${where}`;
  if (/not permitted/i.test(said)) return error(message, 'Allow it: root needs CAP_NET_ADMIN.');
  return error(message, `${loadCommand(modulesFor(refusal))}. Or use a kernel that has it.`);
}

/** Whether nothing was tried at all. */
const isBlocked = ({ tool }: Refusal): boolean => tool === 'unshare';

const isOfRules = (instruction: Instruction): boolean => 'script' in instruction;

/** What is missing here, as it would be made. */
const missing = ({ network, diff }: CheckedNode): Instruction[] =>
  rehearsalOf(diff, () => network.uplink.mtu);

/**
 * Has the kernel make the very links and rules that are missing here in a namespace of their own: what it lacks shows
 * before anything is changed. Of a program of rules that does not work another check tells.
 */
export const kernel = nodeCheck({
  name: 'Kernel',
  symptom: 'A change stops with “Operation not supported” or “Unknown device type”',
  exit: 'unavailable',
  when: ['preflight'],
  needs: (node) => {
    const [rules, links] = [missing(node).filter(isOfRules), missing(node).filter((one) => !isOfRules(one))];
    return {
      links: rehearsal('links', links),
      rules: rehearsal('rules', rules),
      states: toolStates(rules.length === 0 ? [] : programsOf(node.network)),
    };
  },
  run: (node, { links, rules, states }) => {
    const doWork = programsOf(node.network).every((program) => states[program]?.state === 'works');
    const refusals = [...links, ...(doWork ? rules : [])];
    const blocked = refusals.find(isBlocked);
    return blocked === undefined ? refusals.map(finding) : [untried(blocked)];
  },
});
