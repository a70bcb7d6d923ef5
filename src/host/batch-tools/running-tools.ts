import type { LinkName } from '../../net/index.ts';
import { concurrencyLimit } from '../concurrency.ts';
import { endTools, isWorn, startTools, type Tools } from './tools.ts';

/** The tools of one network namespace, which are started when they are needed. */
export interface RunningTools {
  /** Works with tools that know some links. Calls run one after the other; whatever fails, its tools are not used again. */
  readonly using: <T>(links: readonly LinkName[], work: (tools: Tools) => Promise<T>) => Promise<T>;
  /** Ends the tools, after the work that uses them. */
  readonly forget: () => void;
}

interface Running {
  /** Marks the processes. */
  readonly transaction: string;
  links: readonly LinkName[];
  current?: Tools | undefined;
  /** Those that are to take the place of worn ones. */
  successor?: Promise<Tools | undefined> | undefined;
}

function drop(running: Running): void {
  if (running.current !== undefined) endTools(running.current);
  void running.successor?.then((tools) => tools && endTools(tools));
  running.current = undefined;
  running.successor = undefined;
}

/** Tools for these links, and all that were asked for before. */
async function toolsFor(running: Running, wanted: readonly LinkName[]): Promise<Tools> {
  const { current, links, transaction } = running;
  if (current !== undefined && wanted.every((link) => links.includes(link))) return current;
  drop(running);
  running.links = [...new Set([...links, ...wanted])];
  running.current = await startTools(running.links, transaction);
  return running.current;
}

/** Takes fresh tools in the place of worn ones, unless these were dropped meanwhile. */
function succeed(running: Running, started: Running['successor'], tools: Tools | undefined): void {
  if (running.successor !== started) return;
  running.successor = undefined;
  if (tools === undefined) return;
  drop(running);
  running.current = tools;
}

/** Tools that start when they are first needed. @param transaction marks their processes */
export function runningTools(transaction: string): RunningTools {
  const running: Running = { transaction, links: [] };
  const inTurn = concurrencyLimit(1);

  /** Starts fresh tools beside worn ones, and takes them when they are ready: no work waits for that. */
  function renew(): void {
    const { current, successor, links } = running;
    if (current === undefined || successor !== undefined || !isWorn(current)) return;
    const started = startTools(links, transaction).catch(() => undefined); // the worn ones find out why
    running.successor = started;
    void started.then(async (tools) => inTurn(async () => succeed(running, started, tools)));
  }

  const using: RunningTools['using'] = async (wanted, work) =>
    inTurn(async () => {
      try {
        const done = await work(await toolsFor(running, wanted));
        renew();
        return done;
      } catch (error) {
        drop(running);
        running.links = [];
        throw error;
      }
    });

  return { using, forget: () => void inTurn(async () => drop(running)) };
}
