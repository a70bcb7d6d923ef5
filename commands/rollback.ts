import { rollBackNode } from '../src/node/index.ts';
import { EndCommand, endFlags, idArg } from './shared/end.ts';

export default class Rollback extends EndCommand {
  static override summary =
    'Roll the host back to how it was before a change that was interrupted, or waits to be confirmed.';
  static override description =
    `A change is open when its command was killed, when the machine went down in the middle of it, or while it
waits to be confirmed. Shows what the rollback takes, asks, rolls back, and verifies. What another program has changed
since is listed, and left as it is. Without such a change there is nothing to do, and it says so.`;
  static override examples = ['<%= config.bin %> rollback', '<%= config.bin %> rollback 4f9c1a --yes'];
  static override args = idArg;
  static override flags = endFlags;

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Rollback);
    const dialogue = this.endDialogue(flags, 'Roll back?');
    const ended = await rollBackNode(flags.root, args.id, dialogue, this.terms(flags));
    const rest = ended.found?.others.length ? ', but for what other programs have changed since' : '';
    await this.report(ended, `Rolled back. Verified: the host is as it was before the change${rest}.`);
  }
}
