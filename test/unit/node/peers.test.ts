import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Failure } from '../../../src/errors/index.ts';
import type { NodeFamily, NodeRequest } from '../../../src/leases/index.ts';
import { FAMILY_NAMES } from '../../../src/net/index.ts';
import { peerText, readPeers } from '../../../src/node/resolve/peers.ts';
import { nodes } from './support.ts';

/** What is said of peers that can't be read. */
function refusals(texts: readonly string[]): string[] {
  try {
    readPeers(texts);
  } catch (thrown) {
    if (thrown instanceof Failure) return thrown.problems.map(({ message }) => message);
    throw thrown;
  }
  return [];
}

const IPV4 = { publicIP: '192.168.1.2', pin: '10.244.2.0/24' };
const IPV6 = { publicIP: 'fd00::2', pin: 'fd00:10:244:2::/64' };

describe('a peer on the command line', () => {
  it.each<[string, object]>([
    ['n2=192.168.1.2,10.244.2.0/24', { name: 'n2', ipv4: IPV4 }],
    [
      'node-2.example.com=192.168.1.2,10.244.2.0/24,02:00:00:00:00:0A',
      { name: 'node-2.example.com', ipv4: { ...IPV4, data: { vtepMac: '02:00:00:00:00:0a' } } },
    ],
    ['n2=fd00::2,fd00:10:244:2::/64', { name: 'n2', ipv6: IPV6 }],
    ['n2=192.168.1.2,10.244.2.0/24,fd00::2,fd00:10:244:2::/64', { name: 'n2', ipv4: IPV4, ipv6: IPV6 }],
    ['n2=fd00:10:244:2::/64,10.244.2.0/24,FD00:0::2,192.168.1.2', { name: 'n2', ipv4: IPV4, ipv6: IPV6 }],
    [
      'n2=02:00:00:00:00:04,02:00:00:00:00:06,fd00::2,fd00:10:244:2::/64,192.168.1.2,10.244.2.0/24',
      {
        name: 'n2',
        ipv4: { ...IPV4, data: { vtepMac: '02:00:00:00:00:04' } },
        ipv6: { ...IPV6, data: { vtepMac: '02:00:00:00:00:06' } },
      },
    ],
    [
      'n2=fd00::2,fd00:10:244:2::/64,02:00:00:00:00:06',
      { name: 'n2', ipv6: { ...IPV6, data: { vtepMac: '02:00:00:00:00:06' } } },
    ],
  ])('%s is read', (text, expected) => {
    expect(readPeers([text])).toEqual([expected]);
  });

  it.each([
    ['', 'not of the form of a peer'],
    ['n2', 'not of the form of a peer'],
    ['n2=', 'not of the form of a peer'],
    ['=192.168.1.2,10.244.2.0/24', 'not of the form of a peer'],
    ['n2=02:00:00:00:00:02', 'not of the form of a peer'],
    ['n2=192.168.1.2', 'there is no subnet beside the address 192.168.1.2'],
    ['n2=10.244.2.0/24', 'there is no public IP beside the subnet 10.244.2.0/24'],
    [
      'n2=192.168.1.2,fd00:10:244:2::/64',
      'there is no subnet beside the address 192.168.1.2; there is no public IP beside the subnet fd00:10:244:2::/64',
    ],
    ['n2=192.168.1.2,10.244.2.0/24,fd00::2', 'there is no subnet beside the address fd00::2'],
    ['n2=192.168.1.2,192.168.1.3,10.244.2.0/24', 'it has two values for publicIP'],
    ['n2=fd00::2,fd00:10:244:2::/64,fd00:10:244:3::/64', 'it has two values for ipv6Subnet'],
    ['n2=,10.244.2.0/24', '"" is neither an IP address nor a MAC address'],
    ['n2=192.168.1.2,10.244.2.0/24,', '"" is neither an IP address nor a MAC address'],
    ['n2=192.168.1.2,10.244.2.0/24,02:00:00:00:00:02,x', '"x" is neither an IP address nor a MAC address'],
    [
      'n2=192.168.1.2,10.244.2.0/24,02:00:00:00:00:02,02:00:00:00:00:03',
      'it has more MAC addresses than families',
    ],
    [
      'n2=192.168.1.2,10.244.2.0/24,01:00:5E:00:00:02',
      '01:00:5e:00:00:02 is a multicast MAC address; a VTEP has a unicast one',
    ],
    [
      'n2=192.168.1.2,10.244.2.0/24,ff:ff:ff:ff:ff:ff',
      'ff:ff:ff:ff:ff:ff is a multicast MAC address; a VTEP has a unicast one',
    ],
    [
      'n2=192.168.1.2,10.244.2.0/24,00:00:00:00:00:00',
      '00:00:00:00:00:00 is no MAC address; a VTEP has a unicast one',
    ],
    ['N2=192.168.1.2,10.244.2.0/24', '"N2" is not a node name'],
    ['n2=192.168.1,10.244.2.0/24', '"192.168.1" is neither an IP address nor a MAC address'],
    ['n2=192.168.1.2,10.244.2.1/24', '"10.244.2.1/24" is not a subnet'],
    [
      'n2=192.168.1.2,10.244.2.0/24,02-00-00-00-00-02',
      '"02-00-00-00-00-02" is neither an IP address nor a MAC address',
    ],
  ])('%j is refused: %s', (text, what) => {
    expect(refusals([text])).toEqual([`--peer ${JSON.stringify(text)}: ${what}`]);
  });

  it.each(['n2=192.168.1.2', 'n2=fd00::2'])('%s is told what to write', (text) => {
    expect(() => readPeers([text])).toThrow(
      expect.objectContaining({
        problems: [expect.objectContaining({ hint: expect.stringContaining(`--peer ${text},`) })],
      }),
    );
  });

  it('is refused together with every other that is wrong', () => {
    const texts = ['x', 'n2=192.168.1.2,10.244.2.0/24', 'n3=1.2.3.4,5'];
    expect(refusals(texts)).toHaveLength(2);
  });

  it('is refused when one of its name is given before', () => {
    const texts = ['n2=192.168.1.2,10.244.2.0/24', 'n2=192.168.1.3,10.244.3.0/24'];
    expect(refusals(texts)).toEqual([`--peer "${texts[1]}": a peer of this name is given before`]);
  });

  it('reads back from its text', () => {
    const asked = ({ subnet, ...family }: NodeFamily) => ({ ...family, pin: subnet });
    fc.assert(
      fc.property(nodes, (all) => {
        const requests = all.map(
          (node): NodeRequest => ({
            name: node.name,
            ...Object.fromEntries(
              FAMILY_NAMES.flatMap((family) => {
                const own = node[family];
                return own === undefined ? [] : [[family, asked(own)]];
              }),
            ),
          }),
        );
        expect(readPeers(requests.map((request) => peerText(request, { type: 'vxlan' })))).toEqual(requests);
      }),
      { seed: 1, numRuns: 200 },
    );
  });
});
