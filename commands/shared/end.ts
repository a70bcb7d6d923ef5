import * as Args from '@oclif/core/args';
import type { Ended } from '../../src/node/index.ts';
import { leftDocument } from '../../src/output/index.ts';
import { ChangeCommand } from './change.ts';
import { changeFlags, rootFlag } from './node-flags.ts';

export const idArg = {
  id: Args.string({ name: 'ID', description: 'The transaction, to be sure that it is no other.' }),
};

/** Of confirm, which has nothing to show and nothing to ask. */
export const confirmFlags = { ...rootFlag, 'lock-timeout': changeFlags['lock-timeout'] };

/** Of the commands that end a transaction after showing what that takes. */
export const endFlags = { ...confirmFlags, verbose: changeFlags.verbose, yes: changeFlags.yes };

const NOTHING = 'No changes. No transaction is open.';

/** The base of the commands that end a transaction. */
export abstract class EndCommand extends ChangeCommand {
  /** Prints how it ended; the text for where something was done. */
  protected async report({ result, found }: Ended, done: string): Promise<void> {
    await this.print({
      document: leftDocument(found, result),
      text: () => ({ planned: 'Nothing was changed.', unchanged: NOTHING, applied: done })[result],
    });
  }
}
