import { down, labName } from '../../src/lab/index.ts';
import { LabChangeCommand } from '../shared/lab-change.ts';
import { labChangeFlags } from '../shared/lab-flags.ts';

export default class LabDown extends LabChangeCommand {
  static override summary = 'Delete a lab, even an incomplete one.';
  static override description =
    `Detaches the pods, ends every process in the lab, deletes its network namespaces and its files, and looks that
nothing is left. That also works if \`lab up\` was killed half-way, or is still at work. Where there is nothing,
there is nothing to do.`;
  static override examples = ['<%= config.bin %> lab down', '<%= config.bin %> lab down --name five'];
  static override flags = labChangeFlags;

  async run(): Promise<void> {
    const { flags } = await this.parse(LabDown);
    const name = labName(flags.name);
    const { found, namespaces, processes, warnings } = await down(name, this.change(flags));
    this.warnOfHarmless(warnings);
    const ended = processes === 0 ? '' : `, ${processes} processes ended`;
    await this.print({
      document: () => ({ kind: 'LabDown', name, found, namespaces, processes }),
      text: () =>
        found
          ? `The lab "${name}" is gone: ${namespaces.length} network namespaces deleted${ended}; nothing is left of it.`
          : `There is no lab "${name}": nothing to take down.`,
    });
  }
}
