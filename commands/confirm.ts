import { confirmNode } from '../src/node/index.ts';
import { confirmFlags, EndCommand, idArg } from './shared/end.ts';

export default class Confirm extends EndCommand {
  static override summary = 'Keep a change that waits to be confirmed.';
  static override description =
    `A change made with --confirm-timeout, or one that touches the path you are connected by, is rolled back unless it
is confirmed in time, from any terminal. First check that you can still reach this node. Ends with 64 if nothing
waits: it was confirmed before, or it was rolled back.`;
  static override examples = ['<%= config.bin %> confirm', '<%= config.bin %> confirm 4f9c1a'];
  static override args = idArg;
  static override flags = confirmFlags;

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Confirm);
    const terms = this.terms({ ...flags, yes: true, verbose: false });
    await this.report(
      await confirmNode(flags.root, args.id, this.warner(), terms),
      'Confirmed: the change stays.',
    );
  }
}
