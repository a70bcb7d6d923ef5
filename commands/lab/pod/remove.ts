import * as Args from '@oclif/core/args';
import { labName, removePod } from '../../../src/lab/index.ts';
import { LabChangeCommand } from '../../shared/lab-change.ts';
import { labChangeFlags } from '../../shared/lab-flags.ts';

export default class LabPodRemove extends LabChangeCommand {
  static override summary = 'Remove a pod from a lab.';
  static override description =
    `Detaches it by CNI DEL, ends what runs in it, and deletes its network namespace.`;
  static override examples = ['<%= config.bin %> lab pod remove n1-p2'];
  static override args = {
    pod: Args.string({ name: 'POD', required: true, description: 'Its name.' }),
  };
  static override flags = labChangeFlags;

  async run(): Promise<void> {
    const { args, flags } = await this.parse(LabPodRemove);
    const lab = labName(flags.name);
    const warnings = await this.changing(flags, async () => removePod(lab, args.pod));
    this.warnOfHarmless(warnings);
    await this.print({
      document: () => ({ kind: 'LabChange', lab, member: args.pod, action: 'removed' }),
      text: () => `${args.pod} is gone from the lab "${lab}".`,
    });
  }
}
