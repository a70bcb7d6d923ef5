import * as Args from '@oclif/core/args';
import { labName, restartNode } from '../../../src/lab/index.ts';
import { LabChangeCommand } from '../../shared/lab-change.ts';
import { labChangeFlags } from '../../shared/lab-flags.ts';

export default class LabNodeRestart extends LabChangeCommand {
  static override summary = 'Restart the agent of a node.';
  static override description =
    `Ends it by SIGTERM and starts it again, also one that was killed. The network of the node stays meanwhile.`;
  static override examples = ['<%= config.bin %> lab node restart n2'];
  static override args = {
    node: Args.string({ name: 'NODE', required: true, description: 'Its name.' }),
  };
  static override flags = labChangeFlags;

  async run(): Promise<void> {
    const { args, flags } = await this.parse(LabNodeRestart);
    const lab = labName(flags.name);
    await this.changing(flags, async () => restartNode({ lab, script: this.script }, args.node, this.tell));
    await this.print({
      document: () => ({ kind: 'LabChange', lab, member: args.node, action: 'restarted' }),
      text: () => `The agent of ${args.node} was restarted.`,
    });
  }
}
