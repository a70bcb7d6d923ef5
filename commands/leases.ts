import { isHarmful, reviewLeases } from '../src/agent/index.ts';
import { EXIT } from '../src/errors/index.ts';
import { interruptible } from '../src/host/index.ts';
import { leasesText } from '../src/output/index.ts';
import { storeFlags } from './shared/agent-flags.ts';
import { BaseCommand } from './shared/base.ts';
import { followedStore } from './shared/followed-store.ts';
import { rootFlag } from './shared/node-flags.ts';

export default class Leases extends BaseCommand {
  static override summary = 'List the leases in etcd, Kubernetes or a file, and what is wrong with them.';
  static override description =
    `Of each record: its subnet, public IP and what the backend publishes, when it ends, and its state: of this node; a peer;
left out, and why; stale, because a node in use has its public IP; a duplicate, because one has its subnet. Says of a
record how it would stop flanneld, too. Without a store's flags: the store that this node's agent follows. Ends
with 11 if a record is a duplicate or would stop flanneld. To remove one: leases remove.`;
  static override examples = [
    '<%= config.bin %> leases',
    '<%= config.bin %> leases --etcd-endpoints http://10.0.0.1:2379',
    '<%= config.bin %> leases -o json',
  ];
  static override flags = { ...rootFlag, ...storeFlags };

  async run(): Promise<void> {
    const { flags } = await this.parse(Leases);
    const store = await followedStore(flags, flags.root);
    try {
      const now = Date.now();
      const review = await interruptible(async (stop) => reviewLeases(store, flags.root, stop, now));
      await this.print({ document: () => ({ kind: 'Leases', ...review }), text: () => leasesText(review) });
      if (review.leases.some(isHarmful)) process.exitCode = EXIT.unhealthy;
    } finally {
      await store.close();
    }
  }
}
