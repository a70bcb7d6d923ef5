import { Failure } from '../../errors/index.ts';
import { StepFailure } from '../../host/index.ts';
import type { NodeName } from '../../net/index.ts';

/** From so many on, it is not about single peers. */
const MOST = 16;

/** Peers that the kernel refuses an entry of, such as one whose overlay address this host has itself. */
export class RefusedPeers {
  readonly #reasons = new Map<NodeName, string>();

  has(name: NodeName): boolean {
    return this.#reasons.has(name);
  }

  /** Takes the peer whose entry was refused from the failure of a change. @throws that failure if it is about anything else */
  add(failure: unknown): void {
    const step =
      failure instanceof Failure && failure.exit === 'rolledBack' ? stepFailureOf(failure) : undefined;
    if (step?.peer === undefined || this.#reasons.size === MOST) throw failure;
    this.#reasons.set(step.peer, `${step.command}: ${step.message}`);
  }

  /** What is to be told of them. */
  texts(): string[] {
    return [...this.#reasons].map(
      ([name, reason]) =>
        `peer ${name} is left out, because the kernel refuses an entry of it; everything else is as it is to be; ${reason}`,
    );
  }
}

function stepFailureOf({ cause }: Error): StepFailure | undefined {
  if (cause instanceof StepFailure) return cause;
  return cause instanceof Error ? stepFailureOf(cause) : undefined;
}
