import { EXIT } from '../src/errors/index.ts';
import { isWell, nodeStatus } from '../src/health/index.ts';
import { statusDocument, statusText } from '../src/output/index.ts';
import { BaseCommand } from './shared/base.ts';
import { rootFlag } from './shared/node-flags.ts';

export default class Status extends BaseCommand {
  static override summary = 'Show this node, its peers, and what is not as it was set up.';
  static override description =
    `For each peer: whether its route, nexthop, neighbour and FDB entry are there and right. Ends with 11 if
anything is not as it was set up, or if a check finds what join would refuse or what keeps pods of other nodes from
being reached.`;
  static override examples = ['<%= config.bin %> status', '<%= config.bin %> status -o json'];
  static override flags = rootFlag;

  async run(): Promise<void> {
    const { flags } = await this.parse(Status);
    const status = await nodeStatus(flags.root);
    await this.print({ document: statusDocument(status), text: () => statusText(status) });
    if (!isWell(status)) process.exitCode = EXIT.unhealthy;
  }
}
