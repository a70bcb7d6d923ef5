import { Failure } from '../../errors/index.ts';
import { StepFailure } from '../../host/index.ts';
import type { NodeName } from '../../net/index.ts';
import type { RefusedParts } from '../../state/index.ts';

/** From so many on, it is not about single objects. */
const MOST = 16;

/**
 * What the kernel refuses to make: peers, such as one whose overlay address this host has itself, and objects of this node's
 * own, such as an IPv6 address where IPv6 was turned off. The first time may be because another program is changing the host
 * just then.
 */
export class KernelRefusals {
  readonly #refusedBefore = new Set<string>();
  readonly #peers = new Map<NodeName, string>();
  readonly #objects = new Map<string, string>();

  /** A comparison begins, with all that this node is to have. */
  begin(): void {
    this.#peers.clear();
    this.#objects.clear();
  }

  /** A comparison has ended well. */
  end(): void {
    if (this.#count === 0) this.#refusedBefore.clear();
  }

  get #count(): number {
    return this.#peers.size + this.#objects.size;
  }

  /** What is left out of this comparison. */
  get parts(): RefusedParts {
    return { peers: new Set(this.#peers.keys()), objects: new Set(this.#objects.keys()) };
  }

  /**
   * Leaves out the peer or the object that was refused, if it was refused by the last try, too.
   * @param isSetUp whether this node was set up before: else it is not set up without one of its own objects
   * @throws the failure of the change otherwise
   */
  add(failure: unknown, isSetUp: boolean): void {
    const step =
      failure instanceof Failure && failure.exit === 'rolledBack' ? stepFailureOf(failure) : undefined;
    const what = step?.peer ?? (isSetUp ? step?.object : undefined);
    if (step === undefined || what === undefined || this.#count === MOST) throw failure;
    if (!this.#refusedBefore.has(what)) {
      this.#refusedBefore.add(what);
      throw failure;
    }
    const reason = `${step.command}: ${step.message}`;
    if (step.peer === undefined) this.#objects.set(what, reason);
    else this.#peers.set(step.peer, reason);
  }

  /** What is to be told of what is left out. */
  texts(): string[] {
    return [
      ...[...this.#peers].map(([name, reason]) => `the kernel refuses an entry of peer ${name}: ${reason}`),
      ...[...this.#objects].map(([object, reason]) => `the kernel refuses ${object}: ${reason}`),
    ];
  }
}

function stepFailureOf({ cause }: Error): StepFailure | undefined {
  if (cause instanceof StepFailure) return cause;
  return cause instanceof Error ? stepFailureOf(cause) : undefined;
}
