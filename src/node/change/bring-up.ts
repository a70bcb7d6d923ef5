import { setTimeout as sleep } from 'node:timers/promises';
import { WARNING_AT_BOOT } from '../../checks/index.ts';
import { Failure } from '../../errors/index.ts';
import type { NodeDiff } from '../compare/node-diff.ts';
import { readSaved } from '../saved/read-saved.ts';
import type { CommandOutcome, Dialogue } from '../terms/dialogue.ts';
import type { ChangeTerms } from '../terms/terms.ts';
import { setUpNode } from './operate.ts';

const LOOK_INTERVAL_MS = 1000;

/**
 * up: restores the saved configuration of a node without questions, because the kernel's objects are lost in a
 * reboot. It waits for the uplink, which may lack a link, an address or a route during boot.
 * @param seconds how long to wait for what preflight reports as missing
 */
export async function bringUpNode(
  root: string,
  ignored: readonly string[],
  dialogue: Dialogue<NodeDiff>,
  terms: ChangeTerms,
  seconds: number,
): Promise<CommandOutcome<NodeDiff>> {
  if ((await readSaved(root)) === undefined) throw notSetUp();
  const until = performance.now() + seconds * 1000;
  let said = '';
  for (;;) {
    try {
      return await setUpNode({ root, peers: [] }, [...WARNING_AT_BOOT, ...ignored], dialogue, terms);
    } catch (error) {
      if (!(error instanceof Failure) || error.exit !== 'preflight' || performance.now() >= until)
        throw error;
      const message = waitingFor(error);
      if (message !== said) dialogue.warn([{ severity: 'warning', message }]);
      said = message;
      await sleep(LOOK_INTERVAL_MS);
    }
  }
}

const waitingFor = ({ message, problems }: Failure): string => {
  const errors = problems.filter(({ severity }) => severity === 'error').map((problem) => problem.message);
  return `waiting: ${(errors.length === 0 ? [message] : errors).join('; ')}`;
};

const notSetUp = (): Failure =>
  new Failure('invalidConfig', 'this node has not been set up, so there is nothing to bring back', {
    hint: 'Set it up with: flannelctl init --net-conf FILE',
  });
