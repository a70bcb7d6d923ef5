import { besideAgentFlag, changeFlags, configFlag, nodeFlags, readGiven } from './shared/node-flags.ts';
import { SetUpCommand } from './shared/set-up.ts';

export default class Init extends SetUpCommand {
  static override summary = 'Set up the network of the first node.';
  static override description =
    `Checks the host, shows what it would change, asks, changes it, verifies, and prints the line to type on
the next node. Without a plan the node takes the first free subnet. Running it again changes only what is
missing or different.`;
  static override examples = [
    '<%= config.bin %> init --net-conf net-conf.json',
    '<%= config.bin %> init --net-conf net-conf.json --iface eth1 --dry-run --show-commands',
    '<%= config.bin %> init --config n1.yaml --yes',
    '<%= config.bin %> init --nodes plan.yaml --node n1 --yes',
  ];
  static override flags = { ...nodeFlags, ...configFlag, ...changeFlags, ...besideAgentFlag };

  async run(): Promise<void> {
    const { flags } = await this.parse(Init);
    await this.setUp(readGiven(flags), flags);
  }
}
