import { describe, expect, it } from 'vitest';
import { peers } from '../../../src/checks/peers/peers.ts';
import { found, NODE } from './support.ts';

describe('a peer', () => {
  const [peer] = NODE.network.peers;
  const hostWith = (local: string | undefined): Readonly<Record<string, unknown>> => ({
    links: [{ ifname: 'lo', addr_info: [{ local }] }],
  });

  it('at an address of this node is refused', async () => {
    const [finding, ...more] = await found(peers, NODE, hostWith(peer?.ipv4?.publicIP));
    expect(more).toEqual([]);
    expect(finding?.severity).toBe('error');
    expect(finding?.message).toBe(
      `the public IP ${peer?.ipv4?.publicIP} of peer ${peer?.name} is an address of this node itself, on lo`,
    );
  });

  it('at another address is not', async () => {
    expect(await found(peers, NODE, hostWith('192.0.2.9'))).toEqual([]);
  });
});
