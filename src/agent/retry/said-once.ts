import type { Problem } from '../../errors/index.ts';
import type { Log } from '../operation/log.ts';
import { withHint } from './retry.ts';

/** Logs each warning once, until it has not been there for a whole round. */
export class SaidOnce {
  readonly #log: Log;
  #before = new Set<string>();
  #now = new Set<string>();

  constructor(log: Log) {
    this.#log = log;
  }

  warn(problems: readonly Problem[]): void {
    for (const { message, hint } of problems) {
      if (!this.#before.has(message) && !this.#now.has(message)) this.#log('warn', withHint(message, hint));
      this.#now.add(message);
    }
  }

  /** A round is over. */
  endRound(): void {
    this.#before = this.#now;
    this.#now = new Set();
  }
}
