import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Guest, guest } from '../machines/guest.ts';
import { releaseOf } from '../machines/releases.ts';

const VXLAN = { Type: 'vxlan' };
const DUAL = {
  Network: '10.244.0.0/16',
  EnableIPv6: true,
  IPv6Network: 'fd00:10:244::/56',
  EnableNFTables: true,
  Backend: VXLAN,
};
const IPV4 = { Network: '10.244.0.0/16', EnableNFTables: true, Backend: VXLAN };

describe('Debian 12, ipv6.disable=1', () => {
  let machine: Guest;
  beforeAll(async () => {
    machine = await guest(releaseOf('bookworm'), ['ipv6.disable=1']);
  });
  afterAll(async () => machine?.close());

  const up = ['flannelctl', 'lab', 'up', '--nodes', '2', '--pods', '1', '--net-conf', '-'];

  test('dual stack is refused, and the reason said', async () => {
    const { exitCode, stderr } = await machine.run(up, { input: JSON.stringify(DUAL) });
    expect([4, 69], stderr).toContain(exitCode);
    expect(stderr).toMatch(/kernel.*IPv6|IPv6.*kernel/i);
    expect((await machine.sh('ip netns list')).trim()).toBe('');
  });

  test('IPv4 works', async ({ task }) => {
    task.meta.facts = { kernel: machine.version };
    await machine.must(0, up, { input: JSON.stringify(IPV4) });
    await machine.must(0, ['flannelctl', 'lab', 'test']);
    await machine.must(0, ['flannelctl', 'lab', 'down']);
  });
});
