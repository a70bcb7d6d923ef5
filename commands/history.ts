import * as Flags from '@oclif/core/flags';
import { pastChanges } from '../src/node/index.ts';
import { historyText } from '../src/output/index.ts';
import { BaseCommand } from './shared/base.ts';
import { changeFlags, rootFlag } from './shared/node-flags.ts';

export default class History extends BaseCommand {
  static override summary = 'Show the last changes of this node: who made which, when, and how it ended.';
  static override description =
    `Of the last 100 changes by init, join, up and reset, the newest first; one that is open is among them. A change that
was rolled back has its reason below it. Documents that were given as text are left out of the command line. The
history goes with the node's record: reset removes it, and the system's log keeps a line of each change
(journalctl -t flannelctl).`;
  static override examples = [
    '<%= config.bin %> history',
    '<%= config.bin %> history --limit 5 -v',
    '<%= config.bin %> history -o json',
  ];
  static override flags = {
    ...rootFlag,
    verbose: changeFlags.verbose,
    limit: Flags.integer({ min: 1, helpValue: 'N', summary: 'Show the last N changes only.' }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(History);
    const document = await pastChanges(flags.root, flags.limit ?? Number.POSITIVE_INFINITY);
    await this.print({ document: () => document, text: () => historyText(document.changes, flags.verbose) });
  }
}
