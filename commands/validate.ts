import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { EXIT, Failure } from '../src/errors/index.ts';
import { inputName, readInput, STDIN } from '../src/host/index.ts';
import { verdictText } from '../src/output/index.ts';
import { isValid, validateDocument, validationDocument } from '../src/validate/index.ts';
import { BaseCommand } from './shared/base.ts';

export default class Validate extends BaseCommand {
  static override summary =
    'Check a configuration: net-conf.json, CNI conf, subnet plan, list of nodes, node config or kube-flannel.yml.';
  static override description =
    `Lists everything that is wrong at once, with its place and what to do about it, and says what flannel makes of a
valid file. What the file is, is seen from its content; of a manifest the net-conf.json and the cni-conf.json in its
ConfigMap are checked. A list of nodes is one of your own, or what \`kubectl get nodes -o json\` or \`etcdctl get
--prefix …\` prints.

Errors are what flanneld refuses, and what it accepts but can't work with. Warnings are what it ignores, or takes for
something else than it looks.

Ends with 0 if the file is valid, with 3 if it is not, or is not readable.`;
  static override examples = [
    '<%= config.bin %> validate net-conf.json',
    '<%= config.bin %> validate --strict kube-flannel.yml',
    'kubectl -n kube-flannel get configmap -o yaml | <%= config.bin %> validate -',
    '<%= config.bin %> validate -o json plan.yaml',
  ];
  static override args = {
    file: Args.string({
      name: 'FILE',
      ignoreStdin: true,
      description: 'The file; - is standard input, also the default when that is no terminal.',
    }),
  };
  static override flags = { strict: Flags.boolean({ summary: 'Treat warnings as errors.' }) };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Validate);
    const file = args.file ?? defaultFile();
    const verdict = await validateDocument(inputName(file), await readInput(file), flags);
    if (!isValid(verdict)) process.exitCode = EXIT.invalidConfig;
    await this.print({ document: () => validationDocument(verdict), text: () => verdictText(verdict) });
  }
}

function defaultFile(): string {
  if (!process.stdin.isTTY) return STDIN;
  throw new Failure('usage', 'no file given', { hint: 'Give the path of a file, or - for standard input.' });
}
