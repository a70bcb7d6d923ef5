import { execa } from 'execa';
import { expect, test } from 'vitest';
import { freshHost } from '../../support/host/netns.ts';
import { ENGINES, expectExit, initN1 } from '../../support/host/node.ts';
import { snapshot } from '../../support/host/snapshot.ts';

/** What others can call their links, chains and comments. nft (1.0.6) can't put the chain into JSON, nor that a table sleeps. */
const NAMES = String.raw`
escape=$(printf 'a\033b')
ip link add name "$escape" type bridge
ip link set dev "$escape" up alias "$(printf 'x\001y')"
ip link property add dev "$escape" altname "$(printf 'another\007name-that-is-long')"
ip address add 172.16.5.1/24 dev "$escape"
ip route add 172.16.6.0/24 dev "$escape"
ip neigh add 172.16.5.9 lladdr 02:00:00:00:00:09 dev "$escape" nud permanent
ip nexthop add id 5 dev "$escape"
ip link add name "$(printf 'l\377t')" up type bridge
nft 'add table inet sleeps { flags dormant; }; add chain inet sleeps c { type filter hook forward priority 0; policy accept; }'
chain=$(printf 'c\377')
iptables -N "$chain"
iptables -A FORWARD -s 192.0.2.1 -j "$chain" -m comment --comment "$(printf 'x\n-A FLANNEL-FWD -j DROP\n*nat\n:FLANNEL-POSTRTG - [0:0]')"
`;

test.each(ENGINES)('names that JSON has no letters for stop no command with %s', async (_, conf) => {
  const host = await freshHost();
  await execa('ip', ['netns', 'exec', host.netns, 'sh', '-e', '-c', NAMES]);
  const before = await snapshot(host);
  await initN1(host, conf);
  for (const command of [
    ['status', '--no-probe'],
    ['diff', '--detailed-exitcode'],
    ['join', '--yes'],
    ['reset', '--yes'],
  ])
    expectExit(await host.flannelctl(command), 0);
  expect(await snapshot(host)).toEqual(before);
});
