import * as Args from '@oclif/core/args';
import { labName, removeNode } from '../../../src/lab/index.ts';
import { LabChangeCommand } from '../../shared/lab-change.ts';
import { labChangeFlags } from '../../shared/lab-flags.ts';

export default class LabNodeRemove extends LabChangeCommand {
  static override summary = 'Remove a node from a lab whose nodes follow a store.';
  static override description =
    `Detaches its pods and runs flannelctl reset there, which withdraws its lease: the other nodes remove their routes to it.`;
  static override examples = ['<%= config.bin %> lab node remove n3'];
  static override args = {
    node: Args.string({ name: 'NODE', required: true, description: 'Its name.' }),
  };
  static override flags = labChangeFlags;

  async run(): Promise<void> {
    const { args, flags } = await this.parse(LabNodeRemove);
    const lab = labName(flags.name);
    const warnings = await this.changing(flags, async () =>
      removeNode({ lab, script: this.script }, args.node, this.tell),
    );
    this.warnOfHarmless(warnings);
    await this.print({
      document: () => ({ kind: 'LabChange', lab, member: args.node, action: 'removed' }),
      text: () => `${args.node} is gone from the lab "${lab}".`,
    });
  }
}
