import * as Flags from '@oclif/core/flags';
import { EXIT, type Failure, type Problem } from '../../src/errors/index.ts';
import type { ChangeTerms, Dialogue, RecoveryPreview, Result } from '../../src/node/index.ts';
import {
  commandsText,
  errorDocument,
  errorLine,
  eventLine,
  pendingText,
  progressLine,
  recoveryText,
  resultLine,
  versionLine,
  warningLine,
  writeOut,
} from '../../src/output/index.ts';
import type { Diff } from '../../src/state/index.ts';
import { ask, waitForEnter } from './ask.ts';
import { BaseCommand, outputFlag, type Report } from './base.ts';
import { declareHostChange } from './write-errors.ts';

/** The flags of commands that change a host, or end an open transaction. */
export interface TermFlags {
  readonly yes: boolean;
  readonly verbose: boolean;
  readonly 'lock-timeout': number | undefined;
  readonly quiet: boolean;
}

export interface ChangeFlags extends TermFlags {
  readonly root: string;
  readonly 'show-commands': boolean;
  readonly 'detailed-exitcode': boolean;
  readonly 'dry-run': boolean;
  readonly 'confirm-timeout': number | undefined;
  readonly 'accept-loss': boolean;
  readonly 'beside-agent'?: boolean | undefined;
  readonly 'keep-lease'?: boolean;
}

interface Shown {
  readonly text: string;
  readonly diff: Diff;
}

export const UNTOUCHED = 'Nothing was changed.';

const DONE = {
  applied: 'Done. Verified: the host matches the configuration.',
  unchanged: 'No changes. The host matches the configuration.',
} as const;

/** The closing line of a command that was stopped before the first change. */
export const stoppedText = ({ 'dry-run': isDryRun }: Pick<ChangeFlags, 'dry-run'>): string =>
  isDryRun ? '' : `\n${UNTOUCHED}`;

/** The closing line of a command that brings the host to a configuration. */
export const closingText = (result: Result, flags: Pick<ChangeFlags, 'dry-run'>): string =>
  result === 'planned' ? stoppedText(flags) : `\n${DONE[result]}`;

const SAY_YES = 'Use --yes to apply without asking, or --dry-run to preview.';

/** The base of the commands that change a host: they show the diff, ask, and then apply. */
export abstract class ChangeCommand extends BaseCommand {
  static override baseFlags = {
    ...BaseCommand.baseFlags,
    output: outputFlag(
      ['text', 'json', 'yaml', 'ndjson'],
      'How to print the result; ndjson: a line for each event, as it happens.',
    ),
    quiet: Flags.boolean({
      char: 'q',
      summary: 'Print only errors and warnings, to stderr.',
      helpGroup: 'GLOBAL',
    }),
  };

  protected isQuiet = false;

  /** Called by oclif before any other method of a command. */
  protected override async init(): Promise<void> {
    await super.init();
    if (this.format === 'ndjson') writeOut(versionLine(this.commandName()));
  }

  protected terms(flags: TermFlags & Partial<ChangeFlags>): ChangeTerms {
    this.isQuiet = flags.quiet;
    if (!flags['dry-run']) declareHostChange();
    return {
      command: this.commandName(),
      dryRun: flags['dry-run'] ?? false,
      lockSeconds: flags['lock-timeout'] ?? 0,
      confirmSeconds: flags['confirm-timeout'],
      leavesConflicts: false,
      acceptLoss: flags['accept-loss'] ?? false,
      besideAgent: flags['beside-agent'] ?? true,
      isProbed: true,
      keepsLease: flags['keep-lease'] ?? false,
      on: (event) => {
        if (event.event === 'warning') return this.warnOf([event.warning]);
        if (this.format === 'ndjson') writeOut(eventLine(event));
        const line = progressLine(event, flags.verbose);
        if (line !== undefined && !flags.quiet) this.note(line);
      },
    };
  }

  protected dialogue<T>(flags: ChangeFlags, shown: (found: T) => Shown): Dialogue<T> {
    return {
      ...this.warner(),
      show: (found) => this.showDiff(shown(found), flags),
      proceed: async (found) => {
        if (flags['dry-run']) return false;
        if (flags.yes || shown(found).diff.changes.length === 0) return true;
        // Nothing is asked without its diff.
        if (!this.isText() || flags.quiet) this.note(shown(found).text);
        return ask('Make these changes?', SAY_YES);
      },
      confirmRollback: async (left) => {
        if (!(flags.quiet && flags.yes)) this.note(recoveryText(left, flags.verbose));
        return flags.yes || ask('Take it back, and go on?', SAY_YES);
      },
      confirm: async (pending, over) => {
        this.note(pendingText(pending));
        await waitForEnter(over);
      },
    };
  }

  /** The dialogue that ends an open transaction of an earlier command. */
  protected endDialogue(
    flags: TermFlags,
    question: string,
  ): Omit<Dialogue<RecoveryPreview>, 'confirmRollback' | 'confirm'> {
    return {
      ...this.warner(),
      show: (left) => {
        if (!(flags.quiet && flags.yes)) this.note(recoveryText(left, flags.verbose));
      },
      proceed: async () => flags.yes || ask(question),
    };
  }

  protected warner(): Pick<Dialogue<never>, 'warn'> {
    return {
      warn: (problems) => this.warnOf(problems),
    };
  }

  protected override warnOf(problems: readonly Problem[]): void {
    const before = this.warnings.length;
    super.warnOf(problems);
    if (this.format !== 'ndjson') return;
    for (const warning of this.warnings.slice(before)) writeOut(warningLine(warning));
  }

  /**
   * Sets the exit code by what became of the diff.
   * @param areChanges whether there was something to change
   */
  protected conclude(
    result: Result,
    areChanges: boolean,
    flags: Partial<Pick<ChangeFlags, 'dry-run' | 'detailed-exitcode'>>,
  ): void {
    if (result === 'planned' && !flags['dry-run']) process.exitCode = EXIT.declined;
    else if (flags['detailed-exitcode'] && areChanges) process.exitCode = EXIT.changes;
  }

  protected override async print(report: Report): Promise<void> {
    if (this.isQuiet && this.isText()) return;
    if (this.format === 'ndjson') writeOut(resultLine(this.finished(report.document())));
    else await super.print(report);
  }

  protected override async printFailure(failure: Failure): Promise<void> {
    if (this.format === 'ndjson') writeOut(errorLine(errorDocument(failure)));
    else await super.printFailure(failure);
  }

  /** Prints the diff to stdout, because it is a part of the result. A document is printed at the end. */
  protected showDiff({ text, diff }: Shown, flags: ChangeFlags): void {
    if (!this.isText() || flags.quiet) return;
    writeOut(`${text}\n`);
    if (flags['show-commands'] && diff.changes.length > 0) writeOut(`\n${commandsText(diff, flags.root)}\n`);
  }
}
