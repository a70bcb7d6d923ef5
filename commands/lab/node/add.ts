import * as Args from '@oclif/core/args';
import { addNode, labName } from '../../../src/lab/index.ts';
import { LabChangeCommand } from '../../shared/lab-change.ts';
import { labChangeFlags } from '../../shared/lab-flags.ts';

export default class LabNodeAdd extends LabChangeCommand {
  static override summary = 'Add a node to a lab whose nodes follow a store.';
  static override description =
    `Its agent takes a subnet and publishes it; the other nodes learn of it from the store, and have a route to it at once. It has as
many pods as the nodes that lab up made.`;
  static override examples = ['<%= config.bin %> lab node add', '<%= config.bin %> lab node add n7'];
  static override args = {
    node: Args.string({
      name: 'NODE',
      description: 'Its name, n1 to n253; default: the first that is free.',
    }),
  };
  static override flags = labChangeFlags;

  async run(): Promise<void> {
    const { args, flags } = await this.parse(LabNodeAdd);
    const lab = labName(flags.name);
    const member = await this.changing(flags, async () =>
      addNode({ lab, script: this.script }, args.node, this.tell),
    );
    await this.print({
      document: () => ({ kind: 'LabChange', lab, member: member, action: 'added' }),
      text: () => `${member} is in the lab "${lab}"; the other nodes learn of it from the store.`,
    });
  }
}
