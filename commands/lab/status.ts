import path from 'node:path';
import { EXIT } from '../../src/errors/index.ts';
import { labName, observeLab } from '../../src/lab/index.ts';
import { isUnicode, labHealthText, paint, pictureText } from '../../src/output/index.ts';
import { BaseCommand } from '../shared/base.ts';
import { labFlag } from '../shared/lab-flags.ts';

export default class LabStatus extends BaseCommand {
  static override summary = 'Draw a lab as it is, and say what is wrong with it.';
  static override description =
    `Looks at every namespace, address and pod's port, and asks each node's own \`flannelctl status\`. Ends with 11 if anything
is wrong.`;
  static override examples = ['<%= config.bin %> lab status', '<%= config.bin %> lab status -o json'];
  static override flags = labFlag;

  async run(): Promise<void> {
    const { flags } = await this.parse(LabStatus);
    const script = path.join(this.config.root, 'bin/flannelctl.cjs');
    const document = await observeLab({ lab: labName(flags.name), script });
    const style = { unicode: isUnicode(process.env), good: paint.green, bad: paint.red };
    await this.print({
      document: () => document,
      text: () => `${pictureText(document, style)}\n\n${labHealthText(document, style)}`,
    });
    if (!document.ok) process.exitCode = EXIT.unhealthy;
  }
}
