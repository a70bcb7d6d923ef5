import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { ignoreSignals, machineAt } from '../src/host/index.ts';
import { watchOver } from '../src/node/index.ts';
import { writeOut } from '../src/output/index.ts';
import { BaseCommand } from './shared/base.ts';
import { rootFlag } from './shared/node-flags.ts';

export default class Watchdog extends BaseCommand {
  static override hidden = true;
  static override summary =
    'Take a change back unless it is confirmed in time. Started by init, join and reset.';
  static override args = { id: Args.string({ name: 'ID', required: true, description: 'The transaction.' }) };
  static override flags = {
    ...rootFlag,
    seconds: Flags.integer({ required: true, min: 1, helpValue: 'N', summary: 'How long to wait.' }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Watchdog);
    // The watchdog must survive the loss of its terminal, because the operator's connection may be lost.
    ignoreSignals(['SIGHUP']);
    writeOut('watching\n');
    await watchOver(machineAt(flags.root), args.id, flags.seconds);
  }
}
