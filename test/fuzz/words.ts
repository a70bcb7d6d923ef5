import { parseHolder } from '../../src/host/files/exclusive.ts';
import { readNameServers } from '../../src/host/name-servers.ts';
import { readConnection } from '../../src/host/ssh-connection.ts';
import {
  addressToNumber,
  parseAddress,
  parseInterfaceAddress,
  parseLinkName,
  parseMac,
  parseNodeName,
  parsePrefix,
  prefixSize,
} from '../../src/net/index.ts';
import { patternReader } from '../../src/node/uplink/regex.ts';
import type { Target } from './engine.ts';

const WORDS = [
  '10.244.1.0/24',
  '192.168.0.1',
  'fd00:244::/48',
  'fe80::1%eth0',
  '::ffff:10.0.0.1',
  '0e:2a:0a:f4:01:01',
  'flannel.1',
  'node-1.example.com',
];

function words(text: string): unknown {
  const [address, prefix] = [parseAddress(text), parsePrefix(text)];
  if (address !== undefined) addressToNumber(address);
  if (prefix !== undefined) prefixSize(prefix);
  return [parseInterfaceAddress(text), parseLinkName(text), parseMac(text), parseNodeName(text)];
}

const readPatterns = await patternReader();

/** Everything that reads a few words. */
export const WORD_TARGETS: readonly Target[] = [
  { name: 'addresses, prefixes, names', samples: WORDS, read: words },
  {
    name: '--iface-regex',
    samples: ['^eth', '(?i)^en[[:digit:]]+', '(?P<x>192)\\.168\\.', 'a{1,3}|b*'],
    read: (text) => readPatterns([text])[0]?.matches('192.168.77.1'),
  },
  {
    name: 'SSH_CONNECTION',
    samples: ['10.244.2.1 50000 192.168.77.1 22', 'fe80::9%eth0 1 fe80::1%eth0 22'],
    read: readConnection,
  },
  {
    name: 'resolv.conf',
    samples: ['search x\nnameserver 10.0.0.10\nnameserver fd00::53\noptions ndots:5\n'],
    read: readNameServers,
  },
  {
    name: "the lock holder's answer",
    samples: ['{"pid":7,"command":"flannelctl join","since":"2026-01-01T00:00:00.000Z"}'],
    read: parseHolder,
  },
];
