import { describe, expect, it } from 'vitest';
import type { CheckedNode } from '../../../src/checks/check.ts';
import { peers } from '../../../src/checks/peers/peers.ts';
import type { Address } from '../../../src/net/index.ts';
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

  it('at the broadcast address of a network of this node is refused; a /31 and a /32 have none', async () => {
    const ipv4 = { ...peer?.ipv4, publicIP: '192.168.1.255' as Address };
    const node = { ...NODE, network: { ...NODE.network, peers: [{ ...peer, ipv4 }] } } as CheckedNode;
    const at = (local: string, prefixlen: number) =>
      found(peers, node, { links: [{ ifname: 'eth0', addr_info: [{ local, prefixlen }] }] });
    expect(await at('192.168.1.1', 24)).toMatchObject([
      {
        severity: 'error',
        message:
          "the public IP 192.168.1.255 of peer n2 is the broadcast address of eth0's network: no machine has it",
      },
    ]);
    expect(await at('192.168.1.254', 31)).toEqual([]);
    expect(await at('192.168.1.1', 32)).toEqual([]);
    expect(await at('192.168.0.1', 23)).toHaveLength(1);
    expect(await at('192.168.0.1', 22)).toEqual([]);
  });

  it('at another address is not', async () => {
    expect(await found(peers, NODE, hostWith('192.0.2.9'))).toEqual([]);
  });
});
