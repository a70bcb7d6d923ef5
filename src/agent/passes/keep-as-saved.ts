import { bringUpNode, rememberedLease } from '../../node/index.ts';
import { DriftWatch } from '../drift/drift-watch.ts';
import { failureText, problemText } from '../retry/retry.ts';
import { SaidOnce } from '../retry/said-once.ts';
import { triesAtChanges } from '../retry/tries.ts';
import type { AgentSettings } from '../settings.ts';
import { leftOutText } from '../words.ts';
import { agentDialogue, agentTerms, type Passed } from './full-pass.ts';
import { type PassListener, passListener } from './pass-listener.ts';
import { tellChanged } from './tell-changed.ts';
import { compareNowAndThen, WorkQueue } from './work-queue.ts';

/**
 * Keeps this node as it was saved, until it is stopped, because its store does not answer or holds what can't be used:
 * after a power cut the store itself may need the network of the nodes. What others change meanwhile is mended. What
 * can't be set up is logged and tried again.
 */
export async function keepAsSaved(settings: AgentSettings, stop: AbortSignal): Promise<void> {
  const tries = triesAtChanges(settings);
  const said = new SaidOnce(settings.log);
  const queue = new WorkQueue();
  const drift = new DriftWatch(settings, (cause) => queue.addFull({ text: cause, isDrift: true }));
  queue.addFull({ text: "the store can't be used, so this node is set up as it was last" });
  const endSafety = compareNowAndThen(queue);
  const failed = (text: string): void => {
    void settings.clock
      .sleep(tries.failed(text), stop)
      .then(() => queue.addFull({ text: 'the last try failed' }));
  };
  const pass = async (): Promise<BroughtBack> => bringBack(settings, said, passListener(drift, queue, stop));
  for (let work = await queue.next(stop); work?.kind === 'full'; work = await queue.next(stop)) {
    try {
      await drift.beginComparison(stop);
      const { changes, leftOut } = await settings.liveness.during('a change of this node', async () =>
        drift.during(pass, ({ changes: made }) => made),
      );
      said.endRound();
      tellChanged(settings, changes, work.reasons);
      if (leftOut.length > 0) failed(leftOutText(leftOut));
      else tries.calmDown();
    } catch (error) {
      failed(`this node could not be set up as it was last: ${failureText(error)}`);
    }
  }
  endSafety();
}

type BroughtBack = Pick<Passed, 'changes' | 'leftOut'>;

/** Sets this node up as it was saved, if it was. */
async function bringBack(
  { given: { root }, ignored, log }: AgentSettings,
  said: SaidOnce,
  { onCompared, ...watcher }: PassListener,
): Promise<BroughtBack> {
  if ((await rememberedLease(root)).node === undefined) return { changes: [], leftOut: [] };
  const dialogue = { ...agentDialogue(log, said), show: onCompared };
  const terms = { ...agentTerms(said, true), watcher };
  const { found, conflicts = [] } = await bringUpNode(root, ignored, dialogue, terms, 0);
  return { changes: found.comparison.diff.changes, leftOut: conflicts.map(problemText) };
}
