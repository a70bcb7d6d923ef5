import { type Held, machineAt } from '../../host/index.ts';
import { holderOf } from '../../reconcile/index.ts';

/** The name under which a running agent answers once its peers are saved. */
const NAME = 'flannelctl.agent.saved';

/**
 * Answers who waits for the saved peers, until it is closed. An agent saves them some time after it changed them, and until
 * then they would look like drift.
 * @param save saves what is not saved yet; must not throw
 */
export async function answerWhenSaved(root: string, save: () => Promise<void>): Promise<Held | undefined> {
  const { processes } = machineAt(root);
  return processes.hold(NAME, holderOf(machineAt(root), 'flannelctl agent'), save);
}

/** Waits until the agent of this node has saved the peers that it changed last; not where none runs. */
export async function peersSaved(root: string): Promise<void> {
  await machineAt(root).processes.askHolder(NAME);
}
