import path from 'node:path';
import * as Args from '@oclif/core/args';
import { labName, restartNode } from '../../../src/lab/index.ts';
import { printable } from '../../../src/text/index.ts';
import { BaseCommand } from '../../shared/base.ts';
import { labFlag } from '../../shared/lab-flags.ts';
import { declareHostChange } from '../../shared/write-errors.ts';

export default class LabNodeRestart extends BaseCommand {
  static override summary = 'Restart the agent of a node.';
  static override description =
    `Ends it by SIGTERM and starts it again, also one that was killed. The network of the node stays meanwhile.`;
  static override examples = ['<%= config.bin %> lab node restart n2'];
  static override args = {
    node: Args.string({ name: 'NODE', required: true, description: 'Its name.' }),
  };
  static override flags = labFlag;

  async run(): Promise<void> {
    const { args, flags } = await this.parse(LabNodeRestart);
    const lab = labName(flags.name);
    declareHostChange();
    const script = path.join(this.config.root, 'bin/flannelctl.cjs');
    const note = (line: string): void => this.note(printable(line));
    await restartNode({ lab, script }, args.node, note);
    await this.print({
      document: { kind: 'LabChange', lab, member: args.node, action: 'restarted' },
      text: () => `The agent of ${args.node} was restarted.`,
    });
  }
}
