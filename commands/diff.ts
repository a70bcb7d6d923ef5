import { EXIT } from '../src/errors/index.ts';
import { inspectSettled, openTransactionNotice, withConfig } from '../src/node/index.ts';
import { commandsText, preparedDocument, preparedText } from '../src/output/index.ts';
import { BaseCommand } from './shared/base.ts';
import { configFlag, diffFlags, nodeFlags, readGiven } from './shared/node-flags.ts';

export default class Diff extends BaseCommand {
  static override summary = 'Show what it would take for this host to match its configuration.';
  static override description =
    'Changes nothing. Without flags the host is compared with what this node was last given.';
  static override examples = [
    '<%= config.bin %> diff',
    '<%= config.bin %> diff --detailed-exitcode -o json',
    '<%= config.bin %> diff --config n1.yaml',
    '<%= config.bin %> diff --nodes plan.yaml --show-commands',
  ];
  static override flags = {
    ...nodeFlags,
    ...configFlag,
    ...diffFlags,
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(Diff);
    // It is told also where there is nothing to compare with yet.
    this.warnOf(await openTransactionNotice(flags.root));
    const { given, run } = await withConfig(flags.config, readGiven(flags));
    const [prepared, warnings] = await inspectSettled(
      given,
      flags['ignore-preflight-errors'] ?? run.ignored ?? [],
    );
    this.warnOf(warnings);
    const { diff } = prepared.comparison;
    await this.print({
      document: () => preparedDocument(prepared, diff.changes.length === 0 ? 'unchanged' : 'planned'),
      text: () =>
        preparedText(prepared, flags.verbose) +
        (flags['show-commands'] ? `\n\n${commandsText(diff, flags.root)}` : ''),
    });
    if (flags['detailed-exitcode'] && diff.changes.length > 0) process.exitCode = EXIT.changes;
    if (diff.changes.some(({ action }) => action === 'conflict')) process.exitCode = EXIT.conflict;
  }
}
