import { describe, expect, it } from 'vitest';
import { echoConnection } from '../../../../src/host/live/connection.ts';
import { markedPackets } from '../../../../src/host/live/marked-packets.ts';
import type { Address } from '../../../../src/net/index.ts';

const PATTERN = '00112233445566778899aabbccddeeff';

/** What tcpdump 4.99 printed of an echo request and its reply inside VXLAN. */
const CAPTURED = `17:35:42.445673 IP 192.168.77.1.50821 > 192.168.77.2.8472: OTV, flags [I] (0x08), overlay 0, instance 1
IP 10.244.1.2 > 10.244.2.2: ICMP echo request, id 26236, seq 1, length 144
	0x0000:  4500 00d6 b335 0000 4011 ab8d c0a8 4d01
	0x0010:  c0a8 4d02 c685 2118 00c2 1c28 0800 0000
	0x0020:  0000 0100 0e2a 0af4 0201 0e2a 0af4 0101
	0x0030:  0800 4500 00a4 1bf8 4000 3f01 0676 0af4
	0x0040:  0102 0af4 0202 0800 f2fd 667c 0001 6e62
	0x0050:  0c6b 0000 0000 2acc 0600 0000 0000 0011
	0x0060:  2233 4455 6677 8899 aabb ccdd eeff 0011
	0x0070:  2233 4455 6677 8899 aabb ccdd eeff 0011
17:35:42.445828 IP 192.168.77.2.50821 > 192.168.77.1.8472: OTV, flags [I] (0x08), overlay 0, instance 1
IP 10.244.2.2 > 10.244.1.2: ICMP echo reply, id 26236, seq 1, length 144
	0x0000:  4500 00d6 c60a 0000 4011 98b8 c0a8 4d02
	0x0010:  c0a8 4d01 c685 2118 00c2 1c28 0800 0000
	0x0020:  0000 0100 0e2a 0af4 0101 0e2a 0af4 0201
	0x0030:  0800 4500 00a4 09c4 0000 3f01 58aa 0af4
	0x0040:  0202 0af4 0102 0000 fafd 667c 0001 6e62
	0x0050:  0c6b 0000 0000 2acc 0600 0000 0000 0011
	0x0060:  2233 4455 6677 8899 aabb ccdd eeff 0011
	0x0070:  2233 4455 6677 8899 aabb ccdd eeff 0011
`;

describe('packets with a pattern', () => {
  it('are found inside a tunnel, once each, by their direction', () => {
    expect(markedPackets(CAPTURED, PATTERN)).toEqual({ requests: 1, replies: 1 });
    expect(markedPackets(`${CAPTURED}${CAPTURED}`, PATTERN)).toEqual({ requests: 1, replies: 1 });
    const second = CAPTURED.replace('667c 0001', '667c 0002');
    expect(markedPackets(`${CAPTURED}${second}`, PATTERN)).toEqual({ requests: 2, replies: 1 });
  });

  it('are not other traffic', () => {
    expect(markedPackets(CAPTURED, PATTERN.replace('77', '78'))).toEqual({ requests: 0, replies: 0 });
  });
});

const OLD =
  'icmp 1 5 src=10.244.1.2 dst=192.168.77.2 type=8 code=0 id=1 src=192.168.77.2 dst=192.168.77.1 type=0';
const NEW =
  'ipv4 2 icmp 1 27 src=10.244.1.2 dst=192.168.77.2 type=8 code=0 id=2 [UNREPLIED] src=192.168.77.2 dst=192.168.77.1 type=0';

describe('the entry of a connection', () => {
  const find = (text: string) => echoConnection(text, '10.244.1.2' as Address, '192.168.77.2' as Address);

  it('is the latest one', () => {
    expect(find(`${OLD}\n${NEW}\n`)).toEqual({ isReplied: false, repliedTo: '192.168.77.1' });
    expect(find(OLD)).toEqual({ isReplied: true, repliedTo: '192.168.77.1' });
  });

  it('is of these two addresses, and of echo requests', () => {
    expect(find(OLD.replace('src=10.244.1.2', 'src=10.244.1.3'))).toBeUndefined();
    expect(find(OLD.replace('icmp 1 5', 'tcp 6 5'))).toBeUndefined();
  });
});
