import { Failure } from '../errors/index.ts';
import { FAMILY_NAMES } from '../net/index.ts';
import type { GivenNetConf, NodeDiff } from '../node/index.ts';
import { BackOff } from './back-off.ts';
import { fullPass } from './full-pass.ts';
import type { HeldLease } from './own/own-lease.ts';
import { failureText } from './retry.ts';
import { SaidOnce } from './said-once.ts';
import type { AgentSettings } from './settings.ts';
import type { LeaseView } from './view/lease-view.ts';
import type { Work, WorkQueue } from './work-queue.ts';

export interface WorkerInput {
  readonly netConf: GivenNetConf;
  readonly held: HeldLease;
  readonly view: LeaseView;
  readonly queue: WorkQueue;
  /** The uplink has another address than the lease says. */
  readonly onOtherAddress: () => void;
  /** This node matches the store. */
  readonly onReady: () => void;
  /** The last piece of work failed; undefined: it did not. */
  readonly onFailure: (failure: string | undefined) => void;
}

const FIRST_RETRY_MS = 1000;
const LAST_RETRY_MS = 60_000;

/** Does the work that waits, one piece after the other. */
export class Worker {
  readonly #settings: AgentSettings;
  readonly #input: WorkerInput;
  readonly #said: SaidOnce;
  readonly #backOff: BackOff;
  #isSetUp = false;
  #failure = '';
  #retry: NodeJS.Timeout | undefined;

  constructor(settings: AgentSettings, input: WorkerInput) {
    this.#settings = settings;
    this.#input = input;
    this.#said = new SaidOnce(settings.log);
    this.#backOff = new BackOff(FIRST_RETRY_MS, LAST_RETRY_MS, settings.random);
  }

  /** Whether this node has matched the store once. */
  get isSetUp(): boolean {
    return this.#isSetUp;
  }

  async run(stop: AbortSignal): Promise<void> {
    for (;;) {
      const work = await this.#input.queue.next(stop);
      if (work === undefined) break;
      await this.#do(work, stop);
    }
    clearTimeout(this.#retry);
  }

  async #do(work: Work, stop: AbortSignal): Promise<void> {
    try {
      await this.#compareAll(work.kind === 'full' ? work.reasons : ['peers changed']);
      this.#failure = '';
      this.#backOff.reset();
      this.#input.onFailure(undefined);
    } catch (error) {
      if (stop.aborted) return;
      if (error instanceof Failure && error.exit === 'usage') throw error;
      this.#failed(failureText(error));
    }
    this.#said.endRound();
  }

  async #compareAll(reasons: readonly string[]): Promise<void> {
    const { netConf, held, view, onOtherAddress, onReady } = this.#input;
    const { found, changed } = await fullPass(
      this.#settings,
      { netConf, own: held.node, peers: view.peers.values(), isSetUp: this.#isSetUp },
      this.#said,
    );
    if (changed > 0) this.#settings.log('info', `${changed} objects were changed: ${reasons.join('; ')}`);
    this.#isSetUp = true;
    onReady();
    if (isElsewhere(found, held)) onOtherAddress();
  }

  #failed(text: string): void {
    if (text !== this.#failure) this.#settings.log('error', text);
    this.#failure = text;
    this.#input.onFailure(text);
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => this.#input.queue.addFull('the last try failed'), this.#backOff.wait());
  }
}

const isElsewhere = ({ spec: { node } }: NodeDiff, held: HeldLease): boolean =>
  FAMILY_NAMES.some((family) => node[family]?.publicIP !== held.node[family]?.publicIP);
