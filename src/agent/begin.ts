import { Failure } from '../errors/index.ts';
import { type GivenNetConf, parseNetConf } from '../node/index.ts';
import { type Acquired, acquireLease, type HeldLease } from './own/own-lease.ts';
import { wishedInput } from './own/wishes.ts';
import { bringBack } from './passes/bring-back.ts';
import { retried } from './retry/retry.ts';
import type { AgentSettings } from './settings.ts';

/** What a life begins with. */
export interface Beginning extends Acquired {
  readonly netConf: GivenNetConf;
}

/**
 * Takes the net-conf and this node's lease from the store, until it succeeds. Each try reads all anew: what was wrong may
 * be the net-conf, and it may be mended meanwhile.
 * @param previous the lease that this agent has held until now
 */
export async function begin(
  settings: AgentSettings,
  stop: AbortSignal,
  previous: HeldLease | undefined,
): Promise<Beginning & { readonly wished: AgentSettings }> {
  let step = '';
  return retried(
    settings,
    () => step,
    async () => {
      step = 'the net-conf';
      const netConf = await storedNetConf(settings, stop);
      step = 'what the store says of this node';
      const wished = { ...settings, given: await wishedInput(settings, stop) };
      step = 'the lease of this node';
      return { wished, netConf, ...(await acquireLease(wished, netConf, stop, previous)) };
    },
    stop,
    async () => bringBack(settings),
  );
}

async function storedNetConf({ store }: AgentSettings, stop: AbortSignal): Promise<GivenNetConf> {
  const text = await store.config(stop);
  if (text !== undefined) return parseNetConf(`the net-conf in ${store.netConfFile ?? store.name}`, text);
  throw new Failure('unavailable', `${store.name} has no net-conf`, {
    hint: 'Write one where all nodes read it: to the key config below --etcd-prefix; else to the file of --net-config-path.',
  });
}
