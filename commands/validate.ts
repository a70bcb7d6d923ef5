import { stripVTControlCharacters } from 'node:util';
import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { EXIT, Failure, isError } from '../src/errors/index.ts';
import { inputName, readInput, STDIN } from '../src/host/index.ts';
import { paint, renderProblem, table } from '../src/output/index.ts';
import { isValid, KINDS, type Verdict, validateDocument, validationDocument } from '../src/validate/index.ts';
import { BaseCommand } from './shared/base.ts';

export default class Validate extends BaseCommand {
  static override summary =
    'Check a configuration: net-conf.json, CNI conf, subnet plan or kube-flannel.yml.';
  static override description =
    `Lists everything that is wrong at once, with its place and what to do about it, and says what flannel makes of a
valid file. What the file is, is seen from its content; of a manifest the net-conf.json and the cni-conf.json in its
ConfigMap are checked.

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
  static override flags = { strict: Flags.boolean({ summary: 'Take warnings for errors.' }) };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Validate);
    const file = args.file ?? defaultFile();
    const verdict = await validateDocument(inputName(file), await readInput(file), flags);
    if (!isValid(verdict)) process.exitCode = EXIT.invalidConfig;
    await this.print({ document: validationDocument(verdict), text: () => verdictText(verdict) });
  }
}

function defaultFile(): string {
  if (!process.stdin.isTTY) return STDIN;
  throw new Failure('usage', 'no file given', { hint: 'Give the path of a file, or - for standard input.' });
}

/** The problems, one line that sums up, and what a valid file amounts to. */
function verdictText(verdict: Verdict): string {
  const { problems, explanations } = verdict;
  const rows = explanations.flatMap((explanation) =>
    explanation.rows.map(([label, text]) => [`  ${label}`, text]),
  );
  const parts = [...problems.map(problemText), sumUp(verdict), ...(rows.length > 0 ? [table(rows)] : [])];
  return parts.join('\n');
}

/** The problems are the result here, so they are coloured by what stdout is; renderProblem goes by stderr. */
const problemText = (problem: Verdict['problems'][number]): string =>
  paint.level === 0 ? stripVTControlCharacters(renderProblem(problem)) : renderProblem(problem);

function sumUp({ file, kind, problems }: Verdict): string {
  const errors = problems.filter(isError).length;
  const counts = [counted(errors, 'error'), counted(problems.length - errors, 'warning')].filter(Boolean);
  const name = kind === undefined ? '' : ` ${KINDS[kind].name}`;
  const verdict =
    errors === 0
      ? paint.green(`valid${name}`)
      : paint.red(kind === undefined ? 'not valid' : `not a valid${name}`);
  return `${file}: ${[verdict, ...counts].join(', ')}`;
}

const counted = (count: number, what: string): string =>
  count === 0 ? '' : `${count} ${what}${count === 1 ? '' : 's'}`;
