import type { PlanNode } from '../flannel/index.ts';

/** What is to be done next: a full comparison, and why; or the peers that changed, each as it was applied before. */
export type Work =
  | { readonly kind: 'full'; readonly reasons: readonly string[] }
  | { readonly kind: 'peers'; readonly before: ReadonlyMap<string, PlanNode | undefined> };

/** The work that waits. What comes while other work is done is one piece of work afterwards. */
export class WorkQueue {
  readonly #reasons = new Set<string>();
  readonly #before = new Map<string, PlanNode | undefined>();
  #wake: () => void = () => {};

  /** Everything is to be compared. */
  addFull(reason: string): void {
    this.#reasons.add(reason);
    this.#wake();
  }

  /** Peers have changed. @param before each peer before this change, by the key of its record */
  addPeers(before: ReadonlyMap<string, PlanNode | undefined>): void {
    for (const [key, peer] of before) if (!this.#before.has(key)) this.#before.set(key, peer);
    if (before.size > 0) this.#wake();
  }

  /** Waits for work. @returns undefined when stopped */
  async next(stop: AbortSignal): Promise<Work | undefined> {
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

  #take(): Work | undefined {
    const [reasons, before] = [[...this.#reasons], new Map(this.#before)];
    this.#reasons.clear();
    this.#before.clear();
    // A full comparison takes all peers as they are now.
    if (reasons.length > 0) return { kind: 'full', reasons };
    return before.size > 0 ? { kind: 'peers', before } : undefined;
  }
}
