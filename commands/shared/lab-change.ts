import path from 'node:path';
import { type LabChange, type LabName, labName, withLabLock } from '../../src/lab/index.ts';
import { printable } from '../../src/text/index.ts';
import { BaseCommand } from './base.ts';
import { declareHostChange } from './write-errors.ts';

interface LabChangeFlags {
  readonly name: string;
  readonly 'lock-timeout': number | undefined;
}

/** The base of the commands that change a lab, which one at a time does. */
export abstract class LabChangeCommand extends BaseCommand {
  /** The flannelctl that runs on the nodes of a lab. */
  protected get script(): string {
    return path.join(this.config.root, 'bin/flannelctl.cjs');
  }

  protected readonly tell = (line: string): void => this.note(printable(line));

  /** Tells of what went wrong without harm. */
  protected warnOfHarmless(warnings: readonly string[]): void {
    this.warnOf(warnings.map((message) => ({ severity: 'warning', message: `went on after: ${message}` })));
  }

  /** This command as one that changes a lab. */
  protected change(flags: LabChangeFlags): LabChange {
    declareHostChange();
    return {
      command: this.commandName(),
      lockSeconds: flags['lock-timeout'] ?? 0,
      note: this.tell,
    };
  }

  /** Does work on a lab under its lock. */
  protected async changing<T>(flags: LabChangeFlags, work: (lab: LabName) => Promise<T>): Promise<T> {
    const lab = labName(flags.name);
    return withLabLock(lab, this.change(flags), async () => work(lab));
  }
}
