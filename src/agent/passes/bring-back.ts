import { bringUpNode, rememberedLease } from '../../node/index.ts';
import { failureText, problemText } from '../retry/retry.ts';
import { SaidOnce } from '../retry/said-once.ts';
import type { AgentSettings } from '../settings.ts';
import { leftOutText } from '../words.ts';
import { agentDialogue, agentTerms } from './full-pass.ts';

/**
 * Sets this node up as it was saved, because its store does not answer or holds what can't be used: after a power cut the
 * store itself may need the network of the nodes. What can't be set up is logged.
 */
export async function bringBack({ given: { root }, ignored, log }: AgentSettings): Promise<void> {
  if ((await rememberedLease(root)).node === undefined) return;
  const said = new SaidOnce(log);
  try {
    const terms = agentTerms(said, true);
    const { result, conflicts = [] } = await bringUpNode(root, ignored, agentDialogue(log, said), terms, 0);
    if (conflicts.length > 0) log('error', leftOutText(conflicts.map(problemText)));
    if (result === 'applied') log('info', 'until the store can be used, this node is set up as it was last');
  } catch (error) {
    log('error', `this node could not be set up as it was last: ${failureText(error)}`);
  }
}
