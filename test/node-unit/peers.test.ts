import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Failure } from '../../src/errors/index.ts';
import { peerText, readPeers } from '../../src/node/peers.ts';
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

describe('a peer on the command line', () => {
  it.each([
    ['n2=192.168.1.2,10.244.2.0/24', { name: 'n2', publicIP: '192.168.1.2', pin: '10.244.2.0/24' }],
    [
      'node-2.example.com=192.168.1.2,10.244.2.0/24,02:00:00:00:00:0A',
      {
        name: 'node-2.example.com',
        publicIP: '192.168.1.2',
        pin: '10.244.2.0/24',
        vtepMac: '02:00:00:00:00:0a',
      },
    ],
  ])('%s is read', (text, expected) => {
    expect(readPeers([text])).toEqual([expected]);
  });

  it.each([
    ['', 'not of the form of a peer'],
    ['n2', 'not of the form of a peer'],
    ['n2=192.168.1.2', 'not of the form of a peer'],
    ['=192.168.1.2,10.244.2.0/24', 'not of the form of a peer'],
    ['n2=,10.244.2.0/24', 'not of the form of a peer'],
    ['n2=192.168.1.2,10.244.2.0/24,', 'not of the form of a peer'],
    ['n2=192.168.1.2,10.244.2.0/24,02:00:00:00:00:02,x', 'not of the form of a peer'],
    ['N2=192.168.1.2,10.244.2.0/24', '"N2" is not a node name'],
    ['n2=192.168.1,10.244.2.0/24', '"192.168.1" is not an IP address'],
    ['n2=192.168.1.2,10.244.2.0', '"10.244.2.0" is not a subnet'],
    ['n2=192.168.1.2,10.244.2.1/24', '"10.244.2.1/24" is not a subnet'],
    ['n2=192.168.1.2,10.244.2.0/24,02-00-00-00-00-02', '"02-00-00-00-00-02" is not a MAC address'],
  ])('%j is refused: %s', (text, what) => {
    expect(refusals([text])).toEqual([`--peer ${JSON.stringify(text)}: ${what}`]);
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
    fc.assert(
      fc.property(nodes, (all) => {
        const read = readPeers(all.map((node) => peerText(node, node.vtepMac)));
        expect(read).toEqual(all.map(({ subnet, ...node }) => ({ ...node, pin: subnet })));
      }),
      { seed: 1, numRuns: 200 },
    );
  });
});
