import * as Args from '@oclif/core/args';
import { addPod, labName } from '../../../src/lab/index.ts';
import { BaseCommand } from '../../shared/base.ts';
import { labFlag } from '../../shared/lab-flags.ts';
import { declareHostChange } from '../../shared/write-errors.ts';

export default class LabPodAdd extends BaseCommand {
  static override summary = 'Add a pod to a node of a lab.';
  static override description = `A network namespace, attached by the node’s CNI conf list.`;
  static override examples = ['<%= config.bin %> lab pod add n1'];
  static override args = {
    node: Args.string({ name: 'NODE', required: true, description: 'The name of its node.' }),
  };
  static override flags = labFlag;

  async run(): Promise<void> {
    const { args, flags } = await this.parse(LabPodAdd);
    const lab = labName(flags.name);
    declareHostChange();
    const member = await addPod(lab, args.node);
    await this.print({
      document: { kind: 'LabChange', lab, member: member, action: 'added' },
      text: () => `${member} is in the lab "${lab}".`,
    });
  }
}
