import path from 'node:path';
import { EXIT } from '../../src/errors/index.ts';
import { labName, testLab } from '../../src/lab/index.ts';
import { failedSteps, isUnicode, paint, testText } from '../../src/output/index.ts';
import { BaseCommand } from '../shared/base.ts';
import { labFlag } from '../shared/lab-flags.ts';

export default class LabTest extends BaseCommand {
  static override summary = 'Prove the three rules of the Kubernetes network model in a lab.';
  static override description =
    `Every pod reaches every pod; every node reaches every pod; and the address a pod sees is the address the other
has; over each family that the pods have. Over TCP, with 4 KiB each way, so that full packets have to get through;
three tries, of 0.5, 1 and 2 seconds. In the matrix ✔ (ok) is a path that works, ✘ (--) one that leads nowhere,
≠ (!=) one on which the source address is changed. Ends with 11 if anything fails.`;
  static override examples = ['<%= config.bin %> lab test', '<%= config.bin %> lab test -o json'];
  static override flags = labFlag;

  async run(): Promise<void> {
    const { flags } = await this.parse(LabTest);
    const document = await testLab(labName(flags.name), path.join(this.config.root, 'dist/probe.cjs'));
    const style = { unicode: isUnicode(process.env), good: paint.green, bad: paint.red };
    await this.print({ document: () => document, text: () => testText(document, style) });
    if (document.ok) return;
    this.note(`\n${failedSteps(document)}`);
    process.exitCode = EXIT.unhealthy;
  }
}
