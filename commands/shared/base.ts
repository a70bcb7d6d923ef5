import { Command } from '@oclif/core/command';
import * as Flags from '@oclif/core/flags';
import { toFailure } from '../../src/errors/index.ts';
import { errorDocument, type Format, renderDocument, renderFailure } from '../../src/output/index.ts';

/** What a command prints: a document for programs, and the same thing as text for people. */
export interface Report {
  readonly document: object;
  text(): string;
}

/**
 * The base of every command: output formats, errors and exit codes in one place.
 * oclif loses exit codes with `--json` and ends with 2 by default; so nothing here uses its own `--json`,
 * `this.exit` or `this.error`: a command prints and sets `process.exitCode`.
 */
export abstract class BaseCommand extends Command {
  static override baseFlags = {
    output: Flags.option({
      char: 'o',
      options: ['text', 'json', 'yaml'] as const,
      default: 'text' as const,
      summary: 'How to print the result.',
      helpGroup: 'GLOBAL',
    })(),
    json: Flags.boolean({ summary: 'The same as -o json.', exclusive: ['output'], helpGroup: 'GLOBAL' }),
  };

  /** The format asked for, also where parsing the flags failed. */
  private get format(): Format {
    // What comes after `--` is another command's.
    const end = this.argv.indexOf('--');
    const argv = end < 0 ? this.argv : this.argv.slice(0, end);
    if (argv.includes('--json')) return 'json';
    const at = argv.findIndex((arg) => /^(-o|--output)(=|$)/.test(arg) || /^-o(json|yaml|text)$/.test(arg));
    if (at < 0) return 'text';
    const value = /^(-o|--output)$/.test(argv[at] ?? '')
      ? argv[at + 1]
      : argv[at]?.replace(/^(--output=|-o=?)/, '');
    return value === 'json' || value === 'yaml' ? value : 'text';
  }

  /** Whether the result is text for people, rather than one document. */
  protected isText(): boolean {
    return this.format === 'text';
  }

  /** Prints the result to stdout, in the format asked for. */
  protected async print(report: Report): Promise<void> {
    const text = this.format === 'text' ? report.text() : await renderDocument(report.document, this.format);
    process.stdout.write(text.endsWith('\n') || text === '' ? text : `${text}\n`);
  }

  /** Prints progress, hints and warnings, which are not the result, to stderr. */
  protected note(text: string): void {
    process.stderr.write(`${text}\n`);
  }

  protected override async catch(thrown: unknown): Promise<void> {
    const failure = toFailure(thrown);
    process.exitCode = failure.exitCode;
    this.note(renderFailure(failure));
    if (this.format !== 'text')
      process.stdout.write(await renderDocument(errorDocument(failure), this.format));
    if (process.env['DEBUG'] && failure.stack) this.note(failure.stack);
  }
}
