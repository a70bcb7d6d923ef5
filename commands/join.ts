import * as Flags from '@oclif/core/flags';
import { besideAgentFlag, changeFlags, configFlag, nodeFlags, readGiven } from './shared/node-flags.ts';
import { SetUpCommand } from './shared/set-up.ts';

export default class Join extends SetUpCommand {
  static override summary = 'Set up a further node, or bring a node up to date with a new list of peers.';
  static override description =
    `Does what init does, on a node that is given a plan or peers. Run it again when the list changes: peers that
are new are added, peers that left are removed, nothing else is touched. Run it without flags to restore whatever
was changed by hand.`;
  static override examples = [
    '<%= config.bin %> join --nodes plan.yaml',
    '<%= config.bin %> join --net-conf \'{"Network":"10.244.0.0/16"}\' --peer n1=192.168.1.1,10.244.1.0/24',
    'kubectl get nodes -o json | <%= config.bin %> join --nodes - --net-conf net-conf.json --dry-run',
    'kubectl get nodes -o json | <%= config.bin %> join --nodes - --net-conf net-conf.json --yes',
    '<%= config.bin %> join --peer n3=192.168.1.3,10.244.3.0/24 --yes',
    '<%= config.bin %> join --remove-peer n3',
    '<%= config.bin %> join',
  ];
  static override flags = {
    ...nodeFlags,
    ...configFlag,
    'remove-peer': Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      exclusive: ['nodes'],
      helpValue: 'NAME',
      summary: 'Remove one peer. Can be given more than once.',
    }),
    ...changeFlags,
    ...besideAgentFlag,
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(Join);
    await this.setUp({ ...readGiven(flags), removePeers: flags['remove-peer'] ?? [], joins: true }, flags);
  }
}
