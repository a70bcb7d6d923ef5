import { describe, expect, it } from 'vitest';
import { routerAdvertisement } from '../../../src/checks/kernel/router-advertisement.ts';
import type { NetConf } from '../../../src/config/index.ts';
import { IPV6 } from '../../support/example-node.ts';
import { found, NODE } from './support.ts';

const DUAL_STACK: NetConf = { ...NODE.netConf, ipv6: IPV6.network };

describe('a default route by router advertisement', () => {
  const lost = async (
    forwarding: string,
    acceptRa: string,
    netConf: NetConf = DUAL_STACK,
  ): Promise<string[]> => {
    const advertisements = { forwarding, learnedOn: [{ dev: 'eth0', acceptRa }] };
    const all = await found(
      routerAdvertisement,
      { ...NODE, netConf },
      { 'router advertisements': advertisements },
    );
    return all.map(({ message, hint }) => `${message}: ${hint}`);
  };

  it('is lost where forwarding is turned on and accept_ra is 1', async () => {
    const [said, ...more] = await lost('0', '1');
    expect(more).toEqual([]);
    expect(said).toContain('eth0');
    expect(said).toContain('sysctl -w net/ipv6/conf/eth0/accept_ra=2');
  });

  it.each([
    ['forwarding is on', '1', '1', DUAL_STACK],
    ['accept_ra is 2', '0', '2', DUAL_STACK],
    ['a program listens to routers', '0', '0', DUAL_STACK],
    ['the network has no IPv6', '0', '1', NODE.netConf],
  ])('is not where %s', async (_, forwarding, acceptRa, netConf) => {
    expect(await lost(forwarding, acceptRa, netConf)).toEqual([]);
  });
});
