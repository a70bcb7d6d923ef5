import { setTimeout as pause } from 'node:timers/promises';
import { type ExitName, Failure } from '../../../errors/index.ts';

/** Thrown by work at one member: another one may do it. */
export class MemberFault extends Error {
  readonly failure: Failure;
  /** Whether members are electing a leader, so that the same one may do it in a moment. */
  readonly isElecting: boolean;

  constructor(failure: Failure, isElecting = false) {
    super(failure.message);
    this.name = 'MemberFault';
    this.failure = failure;
    this.isElecting = isElecting;
  }
}

/** The members of a cluster, one of which is in use. */
export interface Failover {
  /**
   * Does work at the member in use; at the next ones in turn after a MemberFault, and at all of them again while they
   * elect a leader. The last that worked stays in use.
   */
  readonly run: <T>(work: (endpoint: string) => Promise<T>, stop: AbortSignal) => Promise<T>;
  /** Leaves a member, if it is the one in use. */
  readonly leave: (endpoint: string) => void;
}

/** Between two rounds during an election, in milliseconds. */
const PAUSE = 100;

/**
 * Starts with any of them, so that the nodes of a cluster don't all ask one member.
 * @param patience how long an election may take, in milliseconds
 */
export function makeFailover(endpoints: readonly string[], patience: number): Failover {
  let inUse = Math.floor(Math.random() * endpoints.length);
  const leave = (endpoint: string): void => {
    if (endpoints[inUse] === endpoint) inUse = (inUse + 1) % endpoints.length;
  };
  const round = async <T>(work: (endpoint: string) => Promise<T>): Promise<Tried<T>> => {
    const faults: MemberFault[] = [];
    const first = inUse;
    for (const [i] of endpoints.entries()) {
      const endpoint = endpoints[(first + i) % endpoints.length] ?? '';
      try {
        return { value: await work(endpoint) };
      } catch (error) {
        if (!(error instanceof MemberFault)) throw error;
        faults.push(error);
        leave(endpoint);
      }
    }
    return { faults };
  };
  return {
    leave,
    run: async (work, stop) => {
      let until: number | undefined;
      for (;;) {
        const tried = await round(work);
        if ('value' in tried) return tried.value;
        until ??= performance.now() + patience;
        const isOver = performance.now() > until || !tried.faults.some(({ isElecting }) => isElecting);
        if (isOver) throw noneWorks(tried.faults.map(({ failure }) => failure));
        await pause(PAUSE);
        stop.throwIfAborted();
      }
    },
  };
}

/** What one round over all members gave. */
type Tried<T> = { readonly value: T } | { readonly faults: readonly MemberFault[] };

function noneWorks(failures: readonly Failure[]): Failure {
  const [first] = failures;
  if (first !== undefined && failures.length === 1) return first;
  const exits = new Set(failures.map(({ exit }) => exit));
  const exit: ExitName = exits.size === 1 && first !== undefined ? first.exit : 'unavailable';
  const message = `none of ${failures.length} endpoints of etcd works`;
  const problems = failures.map((failure) => ({
    severity: 'error' as const,
    message: failure.message,
    ...(failure.hint !== undefined && { hint: failure.hint }),
  }));
  const hint = first?.hint;
  return new Failure(exit, `${message}: ${failures.map((failure) => failure.message).join('; ')}`, {
    ...(hint !== undefined && { hint }),
    problems,
    cause: first,
  });
}
