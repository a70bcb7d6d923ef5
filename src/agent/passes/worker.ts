import { Failure } from '../../errors/index.ts';
import { FAMILY_NAMES } from '../../net/index.ts';
import type { GivenNetConf, NodeDiff } from '../../node/index.ts';
import { DriftWatch } from '../drift/drift-watch.ts';
import type { HeldLease } from '../own/own-lease.ts';
import { failureText } from '../retry/retry.ts';
import { SaidOnce } from '../retry/said-once.ts';
import { type Tries, triesAtChanges } from '../retry/tries.ts';
import type { AgentSettings } from '../settings.ts';
import type { LeaseView } from '../view/lease-view.ts';
import { leftOutText, peersText } from '../words.ts';
import { fullPass } from './full-pass.ts';
import { KernelRefusals } from './kernel-refusals.ts';
import { passListener } from './pass-listener.ts';
import { PeerPass, updateOf } from './peer-pass.ts';
import { tellChanged } from './tell-changed.ts';
import { type AgentWork, compareNowAndThen, type FullReason, type WorkQueue } from './work-queue.ts';

export interface WorkerInput {
  readonly netConf: GivenNetConf;
  readonly held: HeldLease;
  readonly view: LeaseView;
  readonly queue: WorkQueue;
  /** Whether this node was set up before. */
  readonly wasSetUp: boolean;
  /** The uplink has another address than the lease says. */
  readonly onOtherAddress: () => void;
  /** This node matches the store. */
  readonly onReady: () => void;
  /** The last piece of work failed; undefined: it did not. */
  readonly onFailure: (failure: string | undefined) => void;
}

/** Does the work that waits, one piece after the other. */
export class Worker {
  readonly #settings: AgentSettings;
  readonly #input: WorkerInput;
  readonly #said: SaidOnce;
  readonly #tries: Tries;
  readonly #peerPass: PeerPass;
  readonly #drift: DriftWatch;
  readonly #refused = new KernelRefusals();
  #isSetUp: boolean;
  /** Whether the last comparison left something out. */
  #isIncomplete = false;
  #retry: NodeJS.Timeout | undefined;

  constructor(settings: AgentSettings, input: WorkerInput) {
    this.#settings = settings;
    this.#input = input;
    this.#isSetUp = input.wasSetUp;
    this.#said = new SaidOnce(settings.log);
    this.#tries = triesAtChanges(settings);
    this.#peerPass = new PeerPass(settings, () => input.queue.addSave());
    this.#drift = new DriftWatch(settings, (cause) => input.queue.addFull({ text: cause, isDrift: true }));
  }

  async run(stop: AbortSignal): Promise<void> {
    const endSafety = compareNowAndThen(this.#input.queue);
    // It takes a while until the monitors listen; the store is listed during that time.
    void this.#drift.begin(stop);
    try {
      for (;;) {
        const work = await this.#input.queue.next(stop);
        if (work === undefined) return;
        await this.#settings.liveness.during('a change of this node', async () => this.#do(work, stop));
      }
    } finally {
      endSafety();
      clearTimeout(this.#retry);
      await this.#peerPass.end();
    }
  }

  /** Waits until the peers are saved that were changed by now. */
  async saved(): Promise<void> {
    await this.#peerPass.saved();
  }

  async #do(work: AgentWork, stop: AbortSignal): Promise<void> {
    try {
      if (work.kind === 'full') await this.#compareAll(work.reasons, stop);
      else if (work.kind === 'peers') await this.#changePeers(work, stop);
      else await this.#peerPass.save();
      if (this.#isIncomplete) return;
      this.#tries.calmDown();
      this.#input.onFailure(undefined);
    } catch (error) {
      if (stop.aborted) return;
      if (error instanceof Failure && error.exit === 'usage') throw error;
      this.#failed(failureText(error));
    }
  }

  async #compareAll(reasons: readonly FullReason[], stop: AbortSignal): Promise<void> {
    const { netConf, held, view, onOtherAddress, onReady } = this.#input;
    const own = {
      netConf,
      own: held.node,
      peers: view.peers.values(),
      refused: this.#refused,
      isSetUp: this.#isSetUp,
    };
    await this.#drift.beginComparison(stop);
    const { found, changes, leftOut } = await this.#drift.during(
      async () =>
        fullPass(this.#settings, own, this.#said, passListener(this.#drift, this.#input.queue, stop)),
      ({ changes: made }) => made,
    );
    this.#said.endRound();
    tellChanged(this.#settings, changes, reasons);
    this.#isSetUp = true;
    this.#isIncomplete = leftOut.length > 0;
    await this.#peerPass.begin(found);
    onReady();
    if (isElsewhere(found, held)) onOtherAddress();
    if (this.#isIncomplete) this.#failed(leftOutText(leftOut));
  }

  async #changePeers(
    { before, since }: Extract<AgentWork, { kind: 'peers' }>,
    stop: AbortSignal,
  ): Promise<void> {
    const update = updateOf(before, this.#input.view.peers);
    const followed = await this.#drift.during(
      async () => this.#peerPass.apply(update),
      (result) => (result.result === 'done' ? result.changes : []),
    );
    const { log, metrics } = this.#settings;
    if (followed.result === 'compare') return this.#compareAll([{ text: followed.why }], stop);
    metrics.observeApply((performance.now() - since) / 1000);
    log('info', peersText(update));
  }

  #failed(text: string): void {
    const wait = this.#tries.failed(text);
    this.#input.onFailure(text);
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => this.#input.queue.addFull({ text: 'the last try failed' }), wait);
  }
}

const isElsewhere = ({ spec: { node } }: NodeDiff, held: HeldLease): boolean =>
  FAMILY_NAMES.some((family) => node[family]?.publicIP !== held.node[family]?.publicIP);
