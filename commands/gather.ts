import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { bundleFile, bundleText, gather, gatheredDocument } from '../src/health/index.ts';
import { refuseTakenFile, STDIN, writeAskedFile } from '../src/host/index.ts';
import { gatheredText, showProgress, writeOut } from '../src/output/index.ts';
import { BaseCommand } from './shared/base.ts';
import { rootFlag } from './shared/node-flags.ts';

export default class Gather extends BaseCommand {
  static override summary = 'Write all that there is to know of this node’s network to one file.';
  static override description =
    `For a report, and for somebody who is to find a fault from elsewhere. The file is a JSON document: what every check asks
of this host, for programs; and what ip, bridge, nft, iptables, ss, nstat, ethtool, sysctl and the logs print, for people.
A tool that is missing is told. Works on a node that was not set up, too, and changes nothing.

Keys, tokens and passwords are left out. With --redact every address, MAC and name of a node is replaced, each by the same
wherever it is, and subnets still contain their addresses.`;
  static override examples = [
    '<%= config.bin %> gather',
    '<%= config.bin %> gather --redact report.json',
    'ssh n3 <%= config.bin %> gather - > n3.json',
  ];
  static override args = {
    file: Args.string({
      name: 'FILE',
      ignoreStdin: true,
      description: 'The file; - is standard output. [default: flannelctl-HOST-DATE.json]',
    }),
  };
  static override flags = {
    ...rootFlag,
    redact: Flags.boolean({ default: false, summary: 'Replace addresses, MACs and names of nodes.' }),
    'redact-key': Flags.string({
      helpValue: 'TEXT',
      dependsOn: ['redact'],
      summary: 'Give several nodes the same text, and they have the same replacements. [default: random]',
    }),
    force: Flags.boolean({ default: false, summary: 'Replace a file that exists.' }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Gather);
    const file = args.file ?? (await bundleFile(flags.redact));
    const isStdout = file === STDIN;
    if (!(isStdout || flags.force)) await refuseTakenFile(file);
    const bundle = await gather({
      root: flags.root,
      redact: flags.redact,
      redactKey: flags['redact-key'],
      onProgress: showProgress,
    });
    showProgress('');
    const text = bundleText(bundle);
    if (isStdout) return writeOut(text);
    await writeAskedFile(file, text, flags.force);
    const document = gatheredDocument(file, text, bundle);
    await this.print({ document: () => document, text: () => gatheredText(document) });
  }
}
