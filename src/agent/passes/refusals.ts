import { Failure } from '../../errors/index.ts';
import { StepFailure } from '../../host/index.ts';
import type { NodeName } from '../../net/index.ts';

/** From so many on, it is not about single peers. */
const MOST = 16;

/**
 * Peers that the kernel refuses an entry of, such as one whose overlay address this host has itself. The first time may be
 * because another program is changing the host just then.
 */
export class RefusedPeers {
  readonly #refusedBefore = new Set<NodeName>();
  readonly #reasons = new Map<NodeName, string>();

  /** A comparison begins, with all peers. */
  begin(): void {
    this.#reasons.clear();
  }

  /** A comparison has ended well. */
  end(): void {
    if (this.#reasons.size === 0) this.#refusedBefore.clear();
  }

  /** Those that are left out of this comparison. */
  get names(): ReadonlySet<NodeName> {
    return new Set(this.#reasons.keys());
  }

  /**
   * Leaves out the peer whose entry was refused, if it was refused by the last try, too.
   * @throws the failure of the change otherwise
   */
  add(failure: unknown): void {
    const step =
      failure instanceof Failure && failure.exit === 'rolledBack' ? stepFailureOf(failure) : undefined;
    if (step?.peer === undefined || this.#reasons.size === MOST) throw failure;
    if (!this.#refusedBefore.has(step.peer)) {
      this.#refusedBefore.add(step.peer);
      throw failure;
    }
    this.#reasons.set(step.peer, `${step.command}: ${step.message}`);
  }

  /** What is to be told of those that are left out. */
  texts(): string[] {
    return [...this.#reasons].map(
      ([name, reason]) => `the kernel refuses an entry of peer ${name}: ${reason}`,
    );
  }
}

function stepFailureOf({ cause }: Error): StepFailure | undefined {
  if (cause instanceof StepFailure) return cause;
  return cause instanceof Error ? stepFailureOf(cause) : undefined;
}
