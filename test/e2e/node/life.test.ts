import { access } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'vitest';
import { ENGINES, expectExit, initArgs, netConf, peerFlags, SUBNET_ENV } from '../../support/host/node.ts';
import { expectState, startPending, stateOf, test, untilOver } from '../../support/transactions/running.ts';

const PEER4 = 'n4=192.168.77.4,10.244.4.0/24';

const HOST_GW = netConf({ EnableNFTables: true, Backend: { Type: 'host-gw' } });

test.for([...ENGINES, ['host-gw', HOST_GW] as const])(
  'a node is set up, changed, repaired, rolled back and removed, with %s',
  async ([, conf], { host }) => {
    const run = async (exit: number, ...args: string[]) => expectExit(await host.flannelctl(args), exit);
    const blank = await stateOf(host);

    await run(2, 'diff', '--detailed-exitcode', ...initArgs(conf).slice(1));
    await run(0, ...initArgs(conf), '--dry-run');
    await expectState(host, blank);

    await run(0, ...initArgs(conf), '--yes');
    await access(path.join(host.root, SUBNET_ENV));
    await run(0, 'status', '--no-probe');
    await run(0, 'diff', '--detailed-exitcode');

    await run(0, 'join', ...peerFlags(PEER4), '--yes');
    expect(await host.sh('ip route')).toContain('10.244.4.0/24');
    const joined = await stateOf(host);

    await host.sh('ip route del 10.244.2.0/24');
    expect((await run(2, 'diff', '--detailed-exitcode')).stdout).toContain('+ route 10.244.2.0/24');
    await run(11, 'status', '--no-probe');
    await run(0, 'join', '--yes');
    await expectState(host, joined);

    const { id, command } = await startPending(host, ['reset'], 600);
    expect((await run(0, 'rollback', id, '--yes')).stdout).not.toBe('');
    expectExit(await command.ended, 7);
    await untilOver(host);
    await expectState(host, joined);

    await host.sh('ip link del cni0');
    await run(0, 'up');
    await run(0, 'status', '--no-probe');

    const kept = await startPending(host, ['join', '--no-ip-masq'], 600);
    await run(0, 'confirm', kept.id);
    expectExit(await kept.command.ended, 0);
    await untilOver(host);

    await run(0, 'reset', '--yes');
    await expectState(host, blank);
    await run(3, 'status');
  },
);
