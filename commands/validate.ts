import { BaseCommand } from './shared/base.ts';

export default class Validate extends BaseCommand {
  static override summary = 'Check a net-conf.json.';
  async run(): Promise<void> {
    const { flags } = await this.parse(Validate);
    await this.print({ document: { ok: true, flags }, text: () => 'ok' });
  }
}
