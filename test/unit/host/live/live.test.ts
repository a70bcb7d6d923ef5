import { expect, test } from 'vitest';
import {
  grownBy,
  ipv6Counters,
  liveLinkCounters,
  liveProtocolCounters,
} from '../../../../src/host/live/counters.ts';
import { droppingRules } from '../../../../src/host/live/dropping-rules.ts';
import { pingAnswer } from '../../../../src/host/live/send-pings.ts';
import { unresolvedIn } from '../../../../src/host/live/unresolved-neighbors.ts';

test('counters are read by their names', () => {
  expect(
    liveProtocolCounters('Ip: Forwarding InReceives\nIp: 1 7\nUdp: InDatagrams NoPorts\nUdp: 3 4\n'),
  ).toEqual([
    ['IpForwarding', 1],
    ['IpInReceives', 7],
    ['UdpInDatagrams', 3],
    ['UdpNoPorts', 4],
  ]);
  expect(ipv6Counters('Ip6InReceives                   \t12\nUdp6NoPorts \t2\n')).toContainEqual([
    'Udp6NoPorts',
    2,
  ]);
  const links = [{ ifname: 'flannel.1', stats64: { rx: { packets: 1, otherhost: 2 }, tx: { dropped: 3 } } }];
  expect(liveLinkCounters(JSON.stringify(links))).toEqual([
    ['flannel.1 rx.packets', 1],
    ['flannel.1 rx.otherhost', 2],
    ['flannel.1 tx.dropped', 3],
  ]);
  expect([
    ...grownBy(
      new Map([
        ['a', 1],
        ['b', 1],
      ]),
      new Map([
        ['a', 1],
        ['b', 3],
        ['c', 2],
      ]),
    ),
  ]).toEqual([
    ['b', 2],
    ['c', 2],
  ]);
});

test('rules that drop are found in what nft prints, with where they are', () => {
  const ruleset = `table ip x {
	chain i {
		type filter hook input priority filter; policy accept;
		udp dport 8472 counter packets 3 bytes 402 drop
		tcp dport 22 counter packets 5 bytes 300 accept
		ip saddr 10.0.0.1 drop
	}
	chain o {
		counter packets 1 bytes 84 reject with icmp port-unreachable
	}
}`;
  expect(droppingRules(ruleset)).toEqual([
    ['rule table ip x, chain i: udp dport 8472 drop', 3],
    ['rule table ip x, chain o: reject with icmp port-unreachable', 1],
  ]);
});

test('and in what iptables-save prints, policies among them', () => {
  const saved = `*filter
:INPUT ACCEPT [9:1]
:FORWARD DROP [7:588]
[3:402] -A INPUT -p udp -m udp --dport 8472 -j DROP
[4:402] -A INPUT -j ACCEPT
COMMIT`;
  expect(droppingRules(saved)).toEqual([
    ['rule *filter: :FORWARD DROP', 7],
    ['rule *filter: -A INPUT -p udp -m udp --dport 8472 -j DROP', 3],
  ]);
});

const SUMMARY = '1 packets transmitted, 0 received, 100% packet loss, time 0ms';

test.each([
  ['3 packets transmitted, 2 received, 33% packet loss', '', { received: 2 }],
  [SUMMARY, 'ping: local error: message too long, mtu=1450', { received: 0, tooLargeFor: 1450 }],
  [
    `From 192.168.1.254 icmp_seq=1 Frag needed and DF set (mtu = 1400)\n${SUMMARY}`,
    '',
    { received: 0, tooLargeFor: 1400 },
  ],
  [`From fd00::1 icmp_seq=1 Packet too big: mtu=1280\n${SUMMARY}`, '', { received: 0, tooLargeFor: 1280 }],
  [SUMMARY, 'ping: sendmsg: Operation not permitted', { received: 0, refusal: 'Operation not permitted' }],
  ['', 'ping: connect: Network is unreachable', { received: 0, refusal: 'Network is unreachable' }],
  [
    `From 10.244.3.0 icmp_seq=1 Destination Host Unreachable\n${SUMMARY}`,
    '',
    { received: 0, refusal: '10.244.3.0: Destination Host Unreachable' },
  ],
])('what ping prints is read: %s %s', (stdout, stderr, answer) => {
  expect(pingAnswer(stdout, stderr)).toEqual(answer);
});

test('neighbors that nobody answers for', () => {
  const text =
    '10.0.0.1 dev eth0 lladdr 02:00:00:00:00:01 REACHABLE\n10.0.0.2 dev eth0 FAILED\n10.0.0.3 dev eth0 INCOMPLETE\n';
  expect([...unresolvedIn(text)]).toEqual(['10.0.0.2', '10.0.0.3']);
});
