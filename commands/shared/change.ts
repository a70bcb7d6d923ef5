import type { Dialogue, Result } from '../../src/node/index.ts';
import { commandsText, renderProblem } from '../../src/output/index.ts';
import type { Diff } from '../../src/state/index.ts';
import { ask } from './ask.ts';
import { BaseCommand } from './base.ts';

export interface ChangeFlags {
  readonly root: string;
  readonly verbose: boolean;
  readonly 'show-commands': boolean;
  readonly yes: boolean;
  readonly 'dry-run': boolean;
}

interface Shown {
  readonly text: string;
  readonly diff: Diff;
}

export const DONE: Readonly<Record<Exclude<Result, 'planned'>, string>> = {
  applied: 'Done. The host was looked at again and is as desired.',
  unchanged: 'Nothing to do: the host is as desired.',
};

/** The base of the commands that change a host: they show the diff, ask, and only then go on. */
export abstract class ChangeCommand extends BaseCommand {
  protected dialogue<T>(flags: ChangeFlags, shown: (found: T) => Shown): Dialogue<T> {
    return {
      warn: (problems) => {
        for (const problem of problems) this.note(renderProblem(problem));
      },
      show: (found) => this.showDiff(shown(found), flags),
      proceed: async (found) => {
        if (flags['dry-run']) return false;
        return flags.yes || shown(found).diff.changes.length === 0 || ask('Make these changes?');
      },
    };
  }

  /** The diff is the result of the command, and so is on stdout; in documents it comes at the end. */
  protected showDiff({ text, diff }: Shown, flags: Pick<ChangeFlags, 'show-commands' | 'root'>): void {
    if (!this.isText()) return;
    process.stdout.write(`${text}\n`);
    if (flags['show-commands'] && diff.changes.length > 0)
      process.stdout.write(`\n${commandsText(diff, flags.root)}\n`);
  }
}
