import * as Flags from '@oclif/core/flags';
import { EXIT } from '../src/errors/index.ts';
import { isWell, nodeStatus } from '../src/health/index.ts';
import { statusDocument, statusText } from '../src/output/index.ts';
import { BaseCommand } from './shared/base.ts';
import { rootFlag } from './shared/node-flags.ts';

export default class Status extends BaseCommand {
  static override summary = 'Show this node, its peers, and what is wrong.';
  static override description =
    `For each peer: whether its route, nexthop, neighbor and FDB entry are as they should be, and whether its public IP
answers ping (REACH). The last line says what was tested: OK; DRIFT, objects differ; DEGRADED, some peers or pods are
cut off or a change would be refused; BROKEN, pods here reach no other node. Ends with 11 unless it is OK. On a host
that flanneld built it shows the same, compared with what flannel makes.`;
  static override examples = [
    '<%= config.bin %> status',
    '<%= config.bin %> status --failing --no-probe',
    '<%= config.bin %> status -o json',
  ];
  static override flags = {
    ...rootFlag,
    nodes: Flags.string({
      helpValue: 'FILE',
      summary: 'On a host that flanneld built: a list of nodes, which has names and all peers; - for stdin.',
    }),
    'no-probe': Flags.boolean({ summary: 'Send no ping to peers.' }),
    failing: Flags.boolean({ summary: 'Show only peers and objects with problems.' }),
    verbose: Flags.boolean({ char: 'v', summary: 'List all peers and objects: fold nothing.' }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(Status);
    const { nodes, failing, verbose } = flags;
    const status = await nodeStatus(flags.root, {
      isProbing: !flags['no-probe'],
      ...(nodes === undefined ? {} : { nodesFile: nodes }),
    });
    await this.print({
      document: statusDocument(status),
      text: () => statusText(status, { failing, verbose }),
    });
    if (!isWell(status)) process.exitCode = EXIT.unhealthy;
  }
}
