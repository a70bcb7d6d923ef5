import * as Flags from '@oclif/core/flags';
import { abandonNode, finishNode } from '../src/node/index.ts';
import { EndCommand, endFlags } from './shared/end.ts';
import { changeFlags } from './shared/node-flags.ts';

export default class Recover extends EndCommand {
  static override usage = [
    '<%= command.id %> --forward [--accept-loss] [-v] [-y] [-q] [--root DIR] [--lock-timeout TIME] [--json | -o text|json|yaml|ndjson]',
    '<%= command.id %> --abandon [-v] [-y] [-q] [--root DIR] [--lock-timeout TIME] [--json | -o text|json|yaml|ndjson]',
  ];
  static override summary = 'Finish a change that was interrupted, or forget it.';
  static override description =
    `A change is interrupted when its command is killed or the machine goes down in the middle of it. To roll it back
instead, see rollback; the next init, join or reset does so, too, before its own work. Shows what it takes, and asks.
Should going on fail, the host is rolled back to how it was before the change.`;
  static override examples = [
    '<%= config.bin %> recover --forward',
    '<%= config.bin %> recover --abandon --yes',
  ];
  static override flags = {
    ...endFlags,
    forward: Flags.boolean({
      exactlyOne: ['forward', 'abandon'],
      summary: 'Go on to where the change was going.',
    }),
    'accept-loss': changeFlags['accept-loss'],
    abandon: Flags.boolean({
      summary: 'Leave the host as it is, and forget the change. What it made stays ours: reset removes it.',
    }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(Recover);
    if (flags.forward) {
      const ended = await finishNode(flags.root, this.endDialogue(flags, 'Finish it?'), this.terms(flags));
      await this.report(ended, 'Done. Verified: the host matches the configuration.');
    } else {
      const dialogue = this.endDialogue(flags, 'Leave the host as it is, and forget the change?');
      const ended = await abandonNode(flags.root, dialogue, this.terms(flags));
      await this.report(
        ended,
        'Forgotten; the host stays as it is. See what is missing with: flannelctl diff',
      );
    }
  }
}
