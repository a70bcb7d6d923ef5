import { Command } from '@oclif/core/command';
import * as Flags from '@oclif/core/flags';
import type { Failure } from '../../src/errors/index.ts';
import {
  errorDocument,
  type Format,
  renderDocument,
  renderFailure,
  stackText,
  writeError,
  writeOut,
} from '../../src/output/index.ts';
import { ignoreLostReaders } from './lost-readers.ts';
import { failureOf } from './unknown-flag.ts';

/** What a command prints: a document for programs, and the same thing as text for people. */
export interface Report {
  readonly document: object;
  text(): string;
}

/** How to print; which formats there are depends on the command. */
export const outputFlag = (formats: readonly Format[], summary: string) =>
  Flags.option({
    char: 'o',
    options: formats,
    default: 'text' as Format,
    summary,
    helpGroup: 'GLOBAL',
  })();

/**
 * The base of every command: output formats, errors and exit codes in one place.
 * oclif loses exit codes with `--json` and ends with 2 by default; so nothing here uses its own `--json`,
 * `this.exit` or `this.error`: a command prints and sets `process.exitCode`.
 */
export abstract class BaseCommand extends Command {
  static override baseFlags = {
    output: outputFlag(['text', 'json', 'yaml'], 'How to print the result.'),
    json: Flags.boolean({ summary: 'The same as -o json.', exclusive: ['output'], helpGroup: 'GLOBAL' }),
  };

  protected override async init(): Promise<void> {
    await super.init();
    ignoreLostReaders();
  }

  /** The format asked for, also where parsing the flags failed. */
  protected get format(): Format {
    // What comes after `--` is another command's.
    const end = this.argv.indexOf('--');
    const argv = end < 0 ? this.argv : this.argv.slice(0, end);
    if (argv.includes('--json')) return 'json';
    const at = argv.findIndex((arg) => /^(-o|--output)(=|$)/.test(arg) || /^-o(json|yaml|text)$/.test(arg));
    if (at < 0) return 'text';
    const value = /^(-o|--output)$/.test(argv[at] ?? '')
      ? argv[at + 1]
      : argv[at]?.replace(/^(--output=|-o=?)/, '');
    return value === 'json' || value === 'yaml' || value === 'ndjson' ? value : 'text';
  }

  /** Whether the result is text for people, rather than one document. */
  protected isText(): boolean {
    return this.format === 'text';
  }

  /** Prints the result to stdout, in the format asked for. */
  protected async print(report: Report): Promise<void> {
    const { format } = this;
    const text =
      format === 'json' || format === 'yaml' ? await renderDocument(report.document, format) : report.text();
    writeOut(text.endsWith('\n') || text === '' ? text : `${text}\n`);
  }

  /** Prints progress, hints and warnings, which are not the result, to stderr. */
  protected note(text: string): void {
    writeError(`${text}\n`);
  }

  /** Prints a failure to stdout, where the result is a document. */
  protected async printFailure(failure: Failure): Promise<void> {
    const { format } = this;
    if (format === 'json' || format === 'yaml')
      writeOut(await renderDocument(errorDocument(failure), format));
  }

  protected override async catch(thrown: unknown): Promise<void> {
    const failure = await failureOf({ ...this.ctor.baseFlags, ...this.ctor.flags }, thrown);
    process.exitCode = failure.exitCode;
    this.note(renderFailure(failure));
    await this.printFailure(failure);
    if (process.env['DEBUG'] && failure.stack) this.note(stackText(failure));
  }
}
