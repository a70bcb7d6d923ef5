import { Failure } from '../errors/index.ts';
import { type GivenNetConf, parseNetConf } from '../node/index.ts';
import { type Acquired, acquireLease, type HeldLease } from './own/own-lease.ts';
import { wishedInput } from './own/wishes.ts';
import { keepAsSaved } from './passes/keep-as-saved.ts';
import { retried } from './retry/retry.ts';
import type { AgentSettings } from './settings.ts';

/** What a life begins with. */
export interface Beginning extends Acquired {
  readonly netConf: GivenNetConf;
}

/**
 * Takes the net-conf and this node's lease from the store, until it succeeds. Each try reads all again: what was wrong may
 * be the net-conf, and it may be mended meanwhile. Until then the node is kept as it was saved.
 * @param previous the lease that this agent has held until now
 * @param onFailure called when the first try has failed
 */
export async function begin(
  settings: AgentSettings,
  stop: AbortSignal,
  previous: HeldLease | undefined,
  onFailure: () => void,
): Promise<Beginning & { readonly wished: AgentSettings }> {
  let step = '';
  const over = new AbortController();
  let keeping: Promise<void> | undefined;
  const work = async () => {
    step = 'the net-conf';
    const netConf = await storedNetConf(settings, stop);
    step = 'what the store says of this node';
    const wished = { ...settings, given: await wishedInput(settings, stop) };
    step = 'the lease of this node';
    return { wished, netConf, ...(await acquireLease(wished, netConf, stop, previous)) };
  };
  const onFirstFailure = (): void => {
    onFailure();
    keeping = keepAsSaved(settings, AbortSignal.any([stop, over.signal]));
  };
  try {
    return await retried(settings, () => step, work, stop, onFirstFailure);
  } finally {
    over.abort();
    // A change that is at work is ended before another is begun.
    await keeping;
  }
}

/** The net-conf that the store has; a Failure if it is none. */
export async function storedNetConf({ store }: AgentSettings, stop: AbortSignal): Promise<GivenNetConf> {
  const text = await store.config(stop);
  if (text !== undefined) return parseNetConf(`the net-conf in ${store.netConfFile ?? store.name}`, text);
  throw new Failure('unavailable', `${store.name} has no net-conf`, {
    hint: 'Write one where all nodes read it: to the key config below --etcd-prefix; else to the file of --net-config-path.',
  });
}
