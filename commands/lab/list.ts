import { listLabs } from '../../src/lab/index.ts';
import { table } from '../../src/output/index.ts';
import { BaseCommand } from '../shared/base.ts';

export default class LabList extends BaseCommand {
  static override hiddenAliases = ['lab:ls'];
  static override summary = 'List the labs on this machine.';
  static override examples = ['<%= config.bin %> lab list', '<%= config.bin %> lab list -o json'];

  async run(): Promise<void> {
    await this.parse(LabList);
    const document = await listLabs();
    const rows = document.labs.map(({ name, complete, nodes, pods, backend }) => [
      name,
      nodes === undefined ? '' : `${nodes} nodes with ${pods} pods each, ${backend}`,
      complete ? '' : `not complete; to delete it: flannelctl lab down --name ${name}`,
    ]);
    await this.print({
      document: () => document,
      text: () => (rows.length === 0 ? 'There are no labs. Make one: flannelctl lab up' : table(rows)),
    });
  }
}
