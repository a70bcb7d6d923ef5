import {
  joinCommands,
  type NodeDiff,
  type SetUpInput,
  setUpNode,
  staleNodes,
  withConfig,
} from '../../src/node/index.ts';
import { joinText, preparedDocument, preparedText } from '../../src/output/index.ts';
import { ChangeCommand, type ChangeFlags, closingText } from './change.ts';

export interface SetUpFlags extends ChangeFlags {
  readonly config: string | undefined;
  readonly 'beside-agent': boolean | undefined;
  readonly 'ignore-preflight-errors': readonly string[] | undefined;
}

/** The base of init and join, which differ only in their texts. */
export abstract class SetUpCommand extends ChangeCommand {
  protected async setUp(byFlags: SetUpInput, flags: SetUpFlags): Promise<void> {
    const { given, run } = await withConfig(flags.config, byFlags);
    const dialogue = this.dialogue<NodeDiff>(flags, (found) => ({
      text: preparedText(found, flags.verbose),
      diff: found.comparison.diff,
    }));
    const { result, found } = await setUpNode(
      given,
      flags['ignore-preflight-errors'] ?? run.ignored ?? [],
      dialogue,
      this.terms({
        ...flags,
        'beside-agent': flags['beside-agent'] ?? false,
        'lock-timeout': flags['lock-timeout'] ?? run.lockSeconds,
        'confirm-timeout': flags['confirm-timeout'] ?? run.confirmSeconds,
      }),
    );
    const join = joinCommands(found.spec, found.record, given);
    const told = joinText(join, staleNodes(found.spec, found.record), found.spec);
    await this.print({
      document: () => preparedDocument(found, result, join),
      text: () => closingText(result, flags) + (result === 'planned' || told === '' ? '' : `\n\n${told}`),
    });
    this.conclude(result, found.comparison.diff.changes.length > 0, flags);
  }
}
