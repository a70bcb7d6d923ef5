import { type ExitName, Failure } from '../../errors/index.ts';

/** Thrown by work at one member: another one may do it. */
export class MemberFault extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.message);
    this.name = 'MemberFault';
    this.failure = failure;
  }
}

/** The members of a cluster, one of which is in use. */
export interface Failover {
  /** Does work at the member in use; at the next ones in turn after a MemberFault. The last that worked stays in use. */
  readonly run: <T>(work: (endpoint: string) => Promise<T>) => Promise<T>;
  /** Leaves a member, if it is the one in use. */
  readonly leave: (endpoint: string) => void;
}

/** Starts with any of them, so that the nodes of a cluster don't all ask one member. */
export function makeFailover(endpoints: readonly string[]): Failover {
  let inUse = Math.floor(Math.random() * endpoints.length);
  const leave = (endpoint: string): void => {
    if (endpoints[inUse] === endpoint) inUse = (inUse + 1) % endpoints.length;
  };
  return {
    leave,
    run: async (work) => {
      const failures: Failure[] = [];
      const first = inUse;
      for (const [i] of endpoints.entries()) {
        const endpoint = endpoints[(first + i) % endpoints.length] ?? '';
        try {
          return await work(endpoint);
        } catch (error) {
          if (!(error instanceof MemberFault)) throw error;
          failures.push(error.failure);
          leave(endpoint);
        }
      }
      throw noneWorks(failures);
    },
  };
}

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
