import { BOOT_CHECKS, bringUpNode, type NodeDiff } from '../src/node/index.ts';
import { preparedDocument, preparedText } from '../src/output/index.ts';
import { ChangeCommand, closingText } from './shared/change.ts';
import { duration } from './shared/duration.ts';
import { changeFlags, ignoreFlag, rootFlag } from './shared/node-flags.ts';

export default class Up extends ChangeCommand {
  static override summary = "Bring this node's network back after a reboot.";
  static override description =
    `After a reboot links, routes and rules are gone, and /var/lib/flannelctl still says what they were. Asks nothing, and waits for an uplink that is not there yet. Of the preflight checks only those of the uplink and of a
running flanneld stop it; the others warn. \`init --enable-service\` or \`join --enable-service\`
have systemd run it at boot.`;
  static override examples = ['<%= config.bin %> up', '<%= config.bin %> up --wait 5m'];
  static override flags = {
    ...rootFlag,
    'ignore-preflight-errors': ignoreFlag(BOOT_CHECKS),
    verbose: changeFlags.verbose,
    'show-commands': changeFlags['show-commands'],
    'detailed-exitcode': changeFlags['detailed-exitcode'],
    'lock-timeout': changeFlags['lock-timeout'],
    wait: duration({ default: 60, summary: 'How long to wait for the uplink. [default: 60s]' }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(Up);
    const unasked = {
      ...flags,
      yes: true,
      'dry-run': false,
      'confirm-timeout': 0,
      'accept-loss': false,
    };
    const dialogue = this.dialogue<NodeDiff>(unasked, (found) => ({
      text: preparedText(found, flags.verbose),
      diff: found.comparison.diff,
    }));
    const { result, found } = await bringUpNode(
      flags.root,
      flags['ignore-preflight-errors'] ?? [],
      dialogue,
      this.terms(unasked),
      flags.wait,
    );
    await this.print({
      document: () => preparedDocument(found, result),
      text: () => closingText(result, unasked),
    });
    this.conclude(result, found.comparison.diff.changes.length > 0, flags);
  }
}
