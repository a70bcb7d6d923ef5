import * as Args from '@oclif/core/args';
import type { Ended } from '../../src/node/index.ts';
import { recoveryDocument } from '../../src/output/index.ts';
import { ChangeCommand, UNTOUCHED } from './change.ts';
import { changeFlags, rootFlag } from './node-flags.ts';

export const idArg = {
  id: Args.string({ name: 'ID', description: 'The transaction, to be sure that it is no other.' }),
};

/** The flags of confirm, which shows no diff and asks nothing. */
export const confirmFlags = { ...rootFlag, 'lock-timeout': changeFlags['lock-timeout'] };

/** The flags of the commands that show the diff that ends a transaction, ask, and end it. */
export const endFlags = { ...confirmFlags, verbose: changeFlags.verbose, yes: changeFlags.yes };

const NOTHING = 'No changes. No transaction is open.';

/** The base of the commands that end a transaction. */
export abstract class EndCommand extends ChangeCommand {
  /**
   * Prints how the transaction ended.
   * @param done the text if something was done
   */
  protected async report({ result, found }: Ended, done: string): Promise<void> {
    await this.print({
      document: () => recoveryDocument(found, result),
      text: () => ({ planned: UNTOUCHED, unchanged: NOTHING, applied: done })[result],
    });
    this.conclude(result, result === 'applied', {});
  }
}
