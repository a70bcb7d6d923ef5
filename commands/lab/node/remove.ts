import path from 'node:path';
import * as Args from '@oclif/core/args';
import { labName, removeNode } from '../../../src/lab/index.ts';
import { printable } from '../../../src/text/index.ts';
import { BaseCommand } from '../../shared/base.ts';
import { labFlag } from '../../shared/lab-flags.ts';
import { declareHostChange } from '../../shared/write-errors.ts';

export default class LabNodeRemove extends BaseCommand {
  static override summary = 'Remove a node from a lab whose nodes follow etcd.';
  static override description =
    `Detaches its pods and runs flannelctl reset there, which withdraws its lease: the other nodes remove their routes to it.`;
  static override examples = ['<%= config.bin %> lab node remove n3'];
  static override args = {
    node: Args.string({ name: 'NODE', required: true, description: 'Its name.' }),
  };
  static override flags = labFlag;

  async run(): Promise<void> {
    const { args, flags } = await this.parse(LabNodeRemove);
    const lab = labName(flags.name);
    declareHostChange();
    const script = path.join(this.config.root, 'bin/flannelctl.cjs');
    const note = (line: string): void => this.note(printable(line));
    const warnings = await removeNode({ lab, script }, args.node, note);
    this.warnOf(warnings.map((message) => ({ severity: 'warning', message: `went on after: ${message}` })));
    await this.print({
      document: { kind: 'LabChange', lab, member: args.node, action: 'removed' },
      text: () => `${args.node} is gone from the lab "${lab}".`,
    });
  }
}
