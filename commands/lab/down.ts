import { labName, takeDown } from '../../src/lab/index.ts';
import { BaseCommand } from '../shared/base.ts';
import { labFlag } from '../shared/lab-flags.ts';
import { declareHostChange } from '../shared/write-errors.ts';

export default class LabDown extends BaseCommand {
  static override summary = 'Delete a lab, even an incomplete one.';
  static override description =
    `Detaches the pods, ends every process in the lab, deletes its network namespaces and its files, and looks that
nothing is left. That also works if \`lab up\` was killed half-way, or is still at work. Where there is nothing,
there is nothing to do.`;
  static override examples = ['<%= config.bin %> lab down', '<%= config.bin %> lab down --name five'];
  static override flags = labFlag;

  async run(): Promise<void> {
    const { flags } = await this.parse(LabDown);
    const name = labName(flags.name);
    declareHostChange();
    const { found, namespaces, processes, warnings } = await takeDown(name);
    this.warnOf(warnings.map((message) => ({ severity: 'warning', message: `went on after: ${message}` })));
    const ended = processes === 0 ? '' : `, ${processes} processes ended`;
    await this.print({
      document: { kind: 'LabDown', name, found, namespaces, processes },
      text: () =>
        found
          ? `The lab "${name}" is gone: ${namespaces.length} network namespaces deleted${ended}; nothing is left of it.`
          : `There is no lab "${name}": nothing to take down.`,
    });
  }
}
