import type { LinkName } from '../../net/index.ts';
import { endTools, isWorn, startTools, type Tools } from './tools.ts';

/** The tools of one network namespace, which are started when they are needed. */
export interface RunningTools {
  /** Works with tools that know some links. Calls run one after the other; whatever fails, its tools are not used again. */
  readonly using: <T>(links: readonly LinkName[], work: (tools: Tools) => Promise<T>) => Promise<T>;
  /** Ends the tools, after the work that uses them. */
  readonly forget: () => void;
}

/** Tools that start when they are first needed. @param transaction marks their processes */
export function runningTools(transaction: string): RunningTools {
  let links: readonly LinkName[] = [];
  let current: Tools | undefined;
  /** Those that are to take the place of worn ones. */
  let successor: Promise<Tools | undefined> | undefined;
  let last: Promise<unknown> = Promise.resolve();

  async function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = last.then(work);
    last = turn.catch(() => {});
    return turn;
  }

  function drop(): void {
    if (current !== undefined) endTools(current);
    void successor?.then((tools) => tools && endTools(tools));
    current = undefined;
    successor = undefined;
  }

  /** Tools for these links, and all that were asked for before. */
  async function toolsFor(wanted: readonly LinkName[]): Promise<Tools> {
    if (current !== undefined && wanted.every((link) => links.includes(link))) return current;
    drop();
    links = [...new Set([...links, ...wanted])];
    current = await startTools(links, transaction);
    return current;
  }

  /** Starts fresh tools beside worn ones, and takes them when they are ready: no work waits for that. */
  function renew(worn: Tools): void {
    if (successor !== undefined || !isWorn(worn)) return;
    const started = startTools(links, transaction).catch(() => undefined); // the worn ones find out why
    successor = started;
    void started.then(async (tools) =>
      inTurn(async () => {
        if (successor !== started) return;
        successor = undefined;
        if (tools === undefined) return;
        drop();
        current = tools;
      }),
    );
  }

  return {
    using: async (wanted, work) =>
      inTurn(async () => {
        try {
          const tools = await toolsFor(wanted);
          const done = await work(tools);
          renew(tools);
          return done;
        } catch (error) {
          drop();
          links = [];
          throw error;
        }
      }),
    forget: () => void inTurn(async () => drop()),
  };
}
