import type { PlanNode } from '../../flannel/index.ts';

/** Why everything is to be compared. */
export interface FullReason {
  readonly text: string;
  /** Whether this host was changed by others. */
  readonly isDrift?: boolean;
}

/**
 * What is to be done next: a full comparison, and why; the peers that changed, each as it was applied before; or the
 * saving of the peers.
 */
export type AgentWork =
  | { readonly kind: 'full'; readonly reasons: readonly FullReason[] }
  | {
      readonly kind: 'peers';
      readonly before: ReadonlyMap<string, PlanNode | undefined>;
      /** When the first of them changed, by performance.now(). */
      readonly since: number;
    }
  | { readonly kind: 'save' };

/** The work that waits. What comes while other work is done is one piece of work afterwards. */
export class WorkQueue {
  readonly #reasons = new Map<string, FullReason>();
  readonly #before = new Map<string, PlanNode | undefined>();
  #since = 0;
  #isSaving = false;
  #wake: () => void = () => {};

  /** Everything is to be compared. */
  addFull(reason: FullReason): void {
    this.#reasons.set(reason.text, reason);
    this.#wake();
  }

  /** Peers have changed. @param before each peer before this change, by the key of its record */
  addPeers(before: ReadonlyMap<string, PlanNode | undefined>): void {
    if (this.#before.size === 0) this.#since = performance.now();
    for (const [key, peer] of before) if (!this.#before.has(key)) this.#before.set(key, peer);
    if (before.size > 0) this.#wake();
  }

  /** Peers are to be saved, when nothing else is to be done. */
  addSave(): void {
    this.#isSaving = true;
    this.#wake();
  }

  /** Waits for work. @returns undefined when stopped */
  async next(stop: AbortSignal): Promise<AgentWork | undefined> {
    while (!stop.aborted) {
      const work = this.#take();
      if (work !== undefined) return work;
      await this.#woken(stop);
    }
    return undefined;
  }

  async #woken(stop: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        stop.removeEventListener('abort', wake);
        resolve();
      };
      this.#wake = wake;
      stop.addEventListener('abort', wake);
    });
  }

  #take(): AgentWork | undefined {
    const [reasons, before] = [[...this.#reasons.values()], new Map(this.#before)];
    this.#reasons.clear();
    this.#before.clear();
    // A full comparison takes all peers as they are now.
    if (reasons.length > 0) return { kind: 'full', reasons };
    if (before.size > 0) return { kind: 'peers', before, since: this.#since };
    const isSaving = this.#isSaving;
    this.#isSaving = false;
    return isSaving ? { kind: 'save' } : undefined;
  }
}

/** How long no event at all is trusted: then everything is compared. */
const SAFETY_MS = 600_000;

/** Has everything compared now and then. @returns what ends it */
export function compareNowAndThen(queue: WorkQueue): () => void {
  const timer = setInterval(() => queue.addFull({ text: 'it was time to compare' }), SAFETY_MS);
  return () => clearInterval(timer);
}
