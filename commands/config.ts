import { configOf } from '../src/node/index.ts';
import { finishDocument, renderDocument } from '../src/output/index.ts';
import { BaseCommand } from './shared/base.ts';
import { rootFlag } from './shared/node-flags.ts';

export default class Config extends BaseCommand {
  static override summary = 'Print the config that this node was set up with.';
  static override description =
    `Everything that flags, or another config, said of the node, and its subnet, as a node config in YAML: to be kept, and given to
\`init --config\` or \`join --config\` again.`;
  static override examples = [
    '<%= config.bin %> config > n1.yaml',
    '<%= config.bin %> init --config n1.yaml --yes',
  ];
  static override flags = rootFlag;

  async run(): Promise<void> {
    const { flags } = await this.parse(Config);
    const document = { ...(await configOf(flags.root)) };
    const text = await renderDocument(finishDocument(document), 'yaml');
    await this.print({ document: () => document, text: () => text });
  }
}
