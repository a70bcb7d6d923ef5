import { type Refusal, rehearse } from '../../host/index.ts';
import { rehearsalOf } from '../../state/index.ts';
import type { Prepared } from '../compare/prepare.ts';
import { error, type Finding } from './check.ts';
import { loadCommand, modulesFor } from './modules.ts';
import { doPrograms } from './rule-tools.ts';

function finding(refusal: Refusal): Finding {
  const { tool, line, said } = refusal;
  if (tool === 'unshare')
    return error(
      `the kernel can't be tried out: no network namespace can be made here: ${said}`,
      'Allow it: root needs CAP_SYS_ADMIN, a container has to be privileged.',
    );
  const where = line === undefined ? '' : `, at: ${line}`;
  const message = `the kernel can't make what is needed: ${tool}: ${said}${where}`;
  if (/not permitted/i.test(said)) return error(message, 'Allow it: root needs CAP_NET_ADMIN.');
  return error(message, `${loadCommand(modulesFor(refusal))}. Or use a kernel that has it.`);
}

/**
 * Has the kernel make the very links and rules that are missing here in a namespace of their own: what it lacks shows
 * before anything is changed. Rules are left out where their program is known not to work.
 */
export async function checkKernel(prepared: Prepared): Promise<Finding[]> {
  const { network, comparison } = prepared;
  const all = rehearsalOf(comparison.diff, () => network.uplink.mtu);
  const areRulesTried = await doPrograms(prepared);
  const instructions = all.filter((instruction) => areRulesTried || 'line' in instruction);
  return (await rehearse(instructions)).map(finding);
}
