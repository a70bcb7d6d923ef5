import { Command } from '@oclif/core/command';
import * as Flags from '@oclif/core/flags';
import { type Failure, limitProblems, type Problem } from '../../src/errors/index.ts';
import {
  errorDocument,
  type Format,
  finishDocument,
  renderDocument,
  renderFailure,
  renderProblems,
  stackText,
  writeError,
  writeOut,
} from '../../src/output/index.ts';
import { formatOf } from './format.ts';
import { failureOf } from './unknown-flag.ts';
import { tolerateWriteErrors } from './write-errors.ts';

/** A document says what it is. */
interface Named {
  readonly kind: string;
  readonly [key: string]: unknown;
}

/** A command's result: a document for programs, and the same as text for people. */
export interface Report {
  document(): Named;
  text(): string;
}

/** The --output flag, with the formats that the command supports. */
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
 * oclif loses exit codes with `--json` and exits with 2 by default. So no command uses oclif's `--json`, `this.exit` or
 * `this.error`: a command prints and sets `process.exitCode`.
 */
export abstract class BaseCommand extends Command {
  static override baseFlags = {
    output: outputFlag(['text', 'json', 'yaml'], 'How to print the result.'),
    json: Flags.boolean({ summary: 'The same as -o json.', exclusive: ['output'], helpGroup: 'GLOBAL' }),
  };

  /** What was warned of so far: it is in the document, too. */
  protected readonly warnings: Problem[] = [];

  protected override async init(): Promise<void> {
    await super.init();
    tolerateWriteErrors();
  }

  /** The requested format, also if the flags could not be parsed. */
  protected get format(): Format {
    return formatOf(this.argv);
  }

  /** This command as a person types it. */
  protected commandName(): string {
    return `flannelctl ${this.id?.replaceAll(':', ' ')}`;
  }

  /** Whether the output is text for people rather than a document. */
  protected isText(): boolean {
    return this.format === 'text';
  }

  /** Prints the result to stdout, in the requested format. */
  protected async print(report: Report): Promise<void> {
    const { format } = this;
    const text =
      format === 'json' || format === 'yaml'
        ? await renderDocument(this.finished(report.document()), format)
        : report.text();
    writeOut(text.endsWith('\n') || text === '' ? text : `${text}\n`);
  }

  /** Finishes a document of this command. */
  protected finished<T extends Named>(body: T): ReturnType<typeof finishDocument<T>> {
    return finishDocument(body, this.warnings);
  }

  /** Warns, whatever the result will be. */
  protected warnOf(problems: readonly Problem[]): void {
    this.warnings.push(...limitProblems(problems));
    for (const text of renderProblems(problems)) this.note(text);
  }

  /** Prints progress, hints and warnings to stderr, because they are not the result. */
  protected note(text: string): void {
    writeError(`${text}\n`);
  }

  /** Prints a failure to stdout if the output is a document. */
  protected async printFailure(failure: Failure): Promise<void> {
    const { format } = this;
    if (format === 'json' || format === 'yaml')
      writeOut(await renderDocument(this.finished(errorDocument(failure)), format));
  }

  protected override async catch(thrown: unknown): Promise<void> {
    const failure = await failureOf({ ...this.ctor.baseFlags, ...this.ctor.flags }, thrown);
    process.exitCode = failure.exitCode;
    this.note(renderFailure(failure));
    await this.printFailure(failure);
    if (process.env['DEBUG'] && failure.stack) this.note(stackText(failure));
  }
}
