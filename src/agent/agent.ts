import { checkGround, ROOT_CHECKS } from '../checks/index.ts';
import { Failure } from '../errors/index.ts';
import { hostFacts } from '../host/index.ts';
import { type GivenNetConf, parseNetConf } from '../node/index.ts';
import { live } from './live.ts';
import { acquireLease } from './own/own-lease.ts';
import { retried } from './retry.ts';
import type { AgentSettings } from './settings.ts';

/**
 * Keeps this node as a store of leases says, until it is stopped: the net-conf, this node's lease, its whole network,
 * and from then on each change. What fails is tried again; a wrong command line is a Failure. At the end the network
 * stays as it is, and the lease stays in the store.
 * @param onReady called when the node matches the store for the first time, and after each full comparison
 */
export async function runAgent(
  settings: AgentSettings,
  onReady: () => void,
  stop: AbortSignal,
): Promise<void> {
  await checkGround(ROOT_CHECKS, hostFacts());
  try {
    while (!stop.aborted) {
      const netConf = await retried(
        settings,
        'the net-conf',
        async () => storedNetConf(settings, stop),
        stop,
      );
      const held = await retried(
        settings,
        'the lease of this node',
        async () => acquireLease(settings, netConf, stop),
        stop,
      );
      const end = await live(settings, netConf, held, onReady, stop);
      if (end !== 'stopped') settings.log('info', WHY[end]);
    }
  } catch (error) {
    if (!stop.aborted) throw error;
  } finally {
    await settings.store.close();
  }
}

const WHY = {
  netConf: 'the net-conf was changed: this node is set up anew',
  subnet: 'the store has assigned this node another subnet: it is set up anew',
  address: 'the uplink has another address: the lease is published anew',
} as const;

async function storedNetConf({ store }: AgentSettings, stop: AbortSignal): Promise<GivenNetConf> {
  const text = await store.config(stop);
  if (text !== undefined) return parseNetConf(`the net-conf in ${store.name}`, text);
  throw new Failure('unavailable', `${store.name} has no net-conf`, {
    hint: 'Write one: it is what all nodes take their network from.',
  });
}
