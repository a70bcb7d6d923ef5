import * as Args from '@oclif/core/args';
import { Failure } from '../../src/errors/index.ts';
import { execIn, labName } from '../../src/lab/index.ts';
import { BaseCommand } from '../shared/base.ts';
import { labFlag } from '../shared/lab-flags.ts';

export default class LabExec extends BaseCommand {
  static override summary = 'Run a command in a node, a pod or the switch of a lab.';
  static override description =
    `What comes after -- is run in that network namespace, and its exit status is passed on. flannelctl needs no
--root: FLANNELCTL_ROOT is set to a folder of the member's own.`;
  static override examples = [
    '<%= config.bin %> lab exec n1 -- flannelctl status',
    '<%= config.bin %> lab exec n1-p1 -- ip route',
    '<%= config.bin %> lab exec switch -- bridge fdb',
    '<%= config.bin %> lab exec n2 -- bash',
  ];
  static override usage = 'lab exec [--name NAME] NODE|POD|switch -- COMMAND...';
  static override strict = false;
  static override args = {
    member: Args.string({
      name: 'MEMBER',
      required: true,
      description: 'A node (n1), a pod (n1-p1) or the switch.',
    }),
  };
  static override flags = labFlag;

  async run(): Promise<void> {
    const { args, argv, flags } = await this.parse(LabExec);
    // oclif (4.14) removes every word equal to the member's name from the arguments, also after `--`.
    const end = this.argv.indexOf('--');
    const command = end < 0 ? argv.slice(1).map(String) : this.argv.slice(end + 1);
    if (command.length === 0)
      throw new Failure('usage', 'no command to run', {
        hint: 'Give it after --: flannelctl lab exec n1 -- ip address',
      });
    process.exitCode = await execIn(labName(flags.name), args.member, command);
  }
}
