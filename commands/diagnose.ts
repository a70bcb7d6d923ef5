import { writeFile } from 'node:fs/promises';
import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { EXIT } from '../src/errors/index.ts';
import { diagnoseNode, type GroupedCheck, isHealthy, selectChecks } from '../src/health/index.ts';
import {
  checkListDocument,
  checkListText,
  diagnosisDocument,
  diagnosisJunit,
  diagnosisText,
} from '../src/output/index.ts';
import { BaseCommand } from './shared/base.ts';
import { rootFlag } from './shared/node-flags.ts';

export default class Diagnose extends BaseCommand {
  static override summary = 'Say what is wrong with this node’s network, what it means, and what mends it.';
  static override description =
    `Runs every check, or those that are named, and changes nothing. The worst comes first: an OUTAGE cuts pods off,
an error has changes refused, a warning does neither. For each: what was read, what it means for traffic, and what to do.
What is gone once something else is mended is listed below that. Ends with 11 if there is more than warnings, or if
the host differs from the saved configuration.`;
  static override examples = [
    '<%= config.bin %> diagnose',
    '<%= config.bin %> diagnose firewall Routes',
    '<%= config.bin %> diagnose --ignore CniPlugins,Uplink --junit-file diagnose.xml',
    '<%= config.bin %> diagnose --list',
    '<%= config.bin %> diagnose -o json',
  ];
  static override args = {
    checks: Args.string({
      name: 'CHECK|GROUP',
      multiple: true,
      ignoreStdin: true,
      description: 'Run these checks only, by the names that --list prints.',
    }),
  };
  static override flags = {
    ...rootFlag,
    list: Flags.boolean({
      summary: 'List the checks, and what somebody sees where they find something; run none.',
      exclusive: ['ignore', 'junit-file'],
    }),
    ignore: Flags.string({
      delimiter: ',',
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'CHECK',
      summary: 'Leave these checks or groups out. Can be given more than once.',
    }),
    'junit-file': Flags.string({
      helpValue: 'FILE',
      summary: 'Also write the result there as JUnit XML, for CI systems.',
    }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Diagnose);
    const selection = selectChecks((args.checks as string[] | undefined) ?? [], flags.ignore ?? []);
    if (flags.list) return this.printList(selection.checks);
    const diagnosis = await diagnoseNode(flags.root, selection);
    if (flags['junit-file'] !== undefined) await writeFile(flags['junit-file'], diagnosisJunit(diagnosis));
    await this.print({ document: diagnosisDocument(diagnosis), text: () => diagnosisText(diagnosis) });
    if (!isHealthy(diagnosis)) process.exitCode = EXIT.unhealthy;
  }

  private async printList(checks: readonly GroupedCheck[]): Promise<void> {
    await this.print({ document: checkListDocument(checks), text: () => checkListText(checks) });
  }
}
