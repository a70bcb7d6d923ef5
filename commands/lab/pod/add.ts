import * as Args from '@oclif/core/args';
import { addPod, labName } from '../../../src/lab/index.ts';
import { LabChangeCommand } from '../../shared/lab-change.ts';
import { labChangeFlags } from '../../shared/lab-flags.ts';

export default class LabPodAdd extends LabChangeCommand {
  static override summary = 'Add a pod to a node of a lab.';
  static override description = `A network namespace, attached by the node’s CNI conf list.`;
  static override examples = ['<%= config.bin %> lab pod add n1'];
  static override args = {
    node: Args.string({ name: 'NODE', required: true, description: 'The name of its node.' }),
  };
  static override flags = labChangeFlags;

  async run(): Promise<void> {
    const { args, flags } = await this.parse(LabPodAdd);
    const lab = labName(flags.name);
    const member = await this.changing(flags, async () => addPod(lab, args.node));
    await this.print({
      document: () => ({ kind: 'LabChange', lab, member: member, action: 'added' }),
      text: () => `${member} is in the lab "${lab}".`,
    });
  }
}
