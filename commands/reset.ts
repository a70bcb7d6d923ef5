import * as Flags from '@oclif/core/flags';
import { type ResetDiff, resetNode } from '../src/node/index.ts';
import { resetDocument, resetText } from '../src/output/index.ts';
import { ChangeCommand, stoppedText } from './shared/change.ts';
import { changeFlags, rootFlag } from './shared/node-flags.ts';

export default class Reset extends ChangeCommand {
  static override summary =
    'Remove all that flannelctl created on this node, and restore what was there before.';
  static override description =
    `Removes the links, routes, rules and files that flannelctl created, and puts back settings that still are as it set
them; lists what it leaves, and verifies that nothing created by flannelctl remains.`;
  static override examples = ['<%= config.bin %> reset --dry-run', '<%= config.bin %> reset --yes'];
  static override flags = {
    ...rootFlag,
    ...changeFlags,
    'keep-lease': Flags.boolean({
      summary: "Where an agent runs, which reset ends: leave this node's lease in the store.",
    }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(Reset);
    const dialogue = this.dialogue<ResetDiff>(flags, (found) => ({
      text: resetText(found, flags.verbose),
      diff: found.comparison.diff,
    }));
    const { result, found } = await resetNode(flags.root, dialogue, this.terms(flags));
    await this.print({
      document: () => resetDocument(found, result),
      text: () => (result === 'planned' ? stoppedText(flags) : RESULTS[result](found)),
    });
    this.conclude(result, result !== 'unchanged', flags);
  }
}

const DONE = '\nDone. Verified: nothing';

const RESULTS = {
  unchanged: ({ left }: ResetDiff) =>
    left.length === 0
      ? '\nNo changes. Nothing created by flannelctl is on this host.'
      : "\nNo changes. Nothing recorded as flannelctl's is on this host.",
  applied: ({ record, left }: ResetDiff) => {
    if (record === undefined) return `${DONE} recorded as flannelctl's remains.`;
    return `${DONE} created by flannelctl remains${left.length === 0 ? '' : ', but for what is left (see above)'}.`;
  },
};
