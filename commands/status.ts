import * as Flags from '@oclif/core/flags';
import { EXIT, Failure } from '../src/errors/index.ts';
import {
  hasFailed,
  isWell,
  type NodeStatus,
  nodeStatus,
  statusRounds,
  waitUntilOk,
} from '../src/health/index.ts';
import { interruptible } from '../src/host/index.ts';
import { type StatusTextOptions, statusDocument, statusText, writeRound } from '../src/output/index.ts';
import { BaseCommand } from './shared/base.ts';
import { duration } from './shared/duration.ts';
import { rootFlag } from './shared/node-flags.ts';

/** Between two looks of --watch, in seconds. */
const WATCH_INTERVAL = 2;

export default class Status extends BaseCommand {
  static override summary = 'Show this node, its peers, and what is wrong.';
  static override description =
    `For each peer: whether its route, nexthop, neighbor and FDB entry are as they should be, and whether its public IP
answers ping (REACH). The last line says what was tested: OK; DRIFT, objects differ; DEGRADED, some peers or pods are
cut off or a change would be refused; BROKEN, pods here reach no other node. Ends with 11 unless it is OK;
peers that only do not answer ping are told, but may be off, and end it with 0. On a host that flanneld built it shows
the same, compared with what flannel makes.`;
  static override examples = [
    '<%= config.bin %> status',
    '<%= config.bin %> status --failing --no-probe',
    '<%= config.bin %> status --wait 30s',
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
    watch: Flags.boolean({
      char: 'w',
      summary:
        'Look again and again until Ctrl-C: a screen on a terminal, else a line or a document each time.',
      exclusive: ['wait'],
    }),
    interval: duration({
      summary: 'The time between two looks of --watch. [default: 2s]',
      dependsOn: ['watch'],
    }),
    wait: duration({
      summary: 'Wait until the node is OK; ends with 11, and what is wrong, if it is not in time.',
    }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(Status);
    const { nodes, failing, verbose, wait } = flags;
    const look = async (): Promise<NodeStatus> =>
      nodeStatus(flags.root, {
        isProbing: !flags['no-probe'],
        ...(nodes === undefined ? {} : { nodesFile: nodes }),
      });
    const shown = { failing, verbose };
    if (flags.watch) return this.watch(look, flags.interval ?? WATCH_INTERVAL, shown);
    const status =
      wait === undefined ? await look() : await interruptible(async (stop) => waitUntilOk(look, wait, stop));
    await this.print({ document: () => statusDocument(status), text: () => statusText(status, shown) });
    this.end(status, wait !== undefined);
  }

  private async watch(
    look: () => Promise<NodeStatus>,
    seconds: number,
    shown: StatusTextOptions,
  ): Promise<void> {
    const { format } = this;
    await interruptible(async (stop) => {
      for await (const status of statusRounds(look, seconds, stop)) {
        await writeRound(status, this.finished(statusDocument(status)), { format, ...shown });
        this.end(status);
      }
      // Ctrl-C is how it ends; the terminal may also be gone, or the machine going down.
      if (stop.reason instanceof Failure && stop.reason.exit !== 'interrupted') throw stop.reason;
    });
  }

  /** @param isAwaited whether it was to become OK, with peers that answer */
  private end(status: NodeStatus, isAwaited = false): void {
    const isFine = isAwaited ? isWell(status) : !hasFailed(status);
    process.exitCode = isFine ? EXIT.ok : EXIT.unhealthy;
  }
}
