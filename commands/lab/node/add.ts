import path from 'node:path';
import * as Args from '@oclif/core/args';
import { addNode, labName } from '../../../src/lab/index.ts';
import { printable } from '../../../src/text/index.ts';
import { BaseCommand } from '../../shared/base.ts';
import { labFlag } from '../../shared/lab-flags.ts';
import { declareHostChange } from '../../shared/write-errors.ts';

export default class LabNodeAdd extends BaseCommand {
  static override summary = 'Add a node to a lab whose nodes follow etcd.';
  static override description =
    `Its agent takes a subnet and publishes it; the other nodes learn of it from etcd, and have a route to it at once. It has as
many pods as the nodes that lab up made.`;
  static override examples = ['<%= config.bin %> lab node add', '<%= config.bin %> lab node add n7'];
  static override args = {
    node: Args.string({
      name: 'NODE',
      description: 'Its name, n1 to n253; default: the first that is free.',
    }),
  };
  static override flags = labFlag;

  async run(): Promise<void> {
    const { args, flags } = await this.parse(LabNodeAdd);
    const lab = labName(flags.name);
    declareHostChange();
    const script = path.join(this.config.root, 'bin/flannelctl.cjs');
    const note = (line: string): void => this.note(printable(line));
    const member = await addNode({ lab, script }, args.node, note);
    await this.print({
      document: { kind: 'LabChange', lab, member: member, action: 'added' },
      text: () => `${member} is in the lab "${lab}": the other nodes have a route to it.`,
    });
  }
}
