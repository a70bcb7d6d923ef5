import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { chooseRemoval, reviewLeases } from '../../src/agent/index.ts';
import { EXIT, Failure } from '../../src/errors/index.ts';
import { interruptible } from '../../src/host/index.ts';
import { managingAgent } from '../../src/node/index.ts';
import { leaseText } from '../../src/output/index.ts';
import type { Store } from '../../src/stores/index.ts';
import { storeFlags } from '../shared/agent-flags.ts';
import { ask } from '../shared/ask.ts';
import { BaseCommand } from '../shared/base.ts';
import { followedStore } from '../shared/followed-store.ts';
import { changeFlags, rootFlag } from '../shared/node-flags.ts';

export default class LeasesRemove extends BaseCommand {
  static override summary =
    'Remove a record from etcd, or the annotations of flannel from a Node of Kubernetes.';
  static override description =
    `Shows the record, and asks. The record of a node in use is refused, and that of this node while its agent runs: the
other nodes would remove their routes to it at once.`;
  static override examples = [
    '<%= config.bin %> leases remove /coreos.com/network/subnets-old',
    '<%= config.bin %> leases remove 10.244.7.0/24 --force --yes',
  ];
  static override args = {
    key: Args.string({
      name: 'KEY',
      required: true,
      description: "The record's key, its subnet, or the name of its node.",
    }),
  };
  static override flags = {
    ...rootFlag,
    ...storeFlags,
    yes: changeFlags.yes,
    force: Flags.boolean({ summary: 'Remove the record of a node in use, too.' }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(LeasesRemove);
    const store = await followedStore(flags, flags.root);
    try {
      await interruptible(async (stop) => this.remove(store, args.key, flags, stop));
    } finally {
      await store.close();
    }
  }

  private async remove(
    store: Store,
    wanted: string,
    { root, force, yes }: { readonly root: string; readonly force: boolean; readonly yes: boolean },
    stop: AbortSignal,
  ): Promise<void> {
    if (store.withdraw === undefined) throw onlyRead(store);
    const review = await reviewLeases(store, root, stop, Date.now());
    const agent = (await managingAgent(root))?.running?.pid;
    const lease = chooseRemoval(review, { wanted, force, agent });
    this.note(leaseText(review, lease));
    const removed = yes || (await ask(`Remove ${lease.key} from ${store.name}?`));
    if (removed) await store.withdraw(lease.key, stop);
    else process.exitCode = EXIT.declined;
    await this.print({
      document: () => ({ kind: 'RemovedLease', store: store.name, removed, lease }),
      text: () => (removed ? `${lease.key} was removed from ${store.name}.` : 'Nothing was changed.'),
    });
  }
}

const onlyRead = ({ name }: Store): Failure =>
  new Failure('usage', `${name} is a file, which is only read`, {
    hint: 'Remove the node from it in an editor; an agent that follows the file sees that.',
  });
