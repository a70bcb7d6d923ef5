import { describe, expect, it } from 'vitest';
import type { InterfaceAddress, LinkName, Mac, Prefix } from '../../../src/net/index.ts';
import {
  type Change,
  diff,
  type FileObject,
  type HostObject,
  type Instruction,
  keyOf,
  type Link,
  type Route,
  type Ruleset,
  stepsOf,
  type VxlanSpec,
} from '../../../src/state/index.ts';
import { instructionLine } from '../../support/model/instruction-line.ts';

const run = (change: Change): Instruction[] =>
  stepsOf({ changes: [change], unchanged: 0 }).map(({ instruction }) => instruction);

const text = (one: Instruction): string =>
  'args' in one
    ? `${one.tool} ${instructionLine(one)}`
    : 'script' in one
      ? one.script
      : `${one.tool} ${one.path}`;

const created = (to: HostObject): string[] => run({ action: 'create', key: keyOf(to), to }).map(text);
const deleted = (from: HostObject): string[] => run({ action: 'delete', key: keyOf(from), from }).map(text);
const changed = (from: HostObject, to: HostObject, action: 'update' | 'replace' = 'update'): string[] =>
  run({ action, key: keyOf(to), from, to, fields: [] }).map(text);

const SPEC: VxlanSpec = {
  type: 'vxlan',
  vni: 1,
  local: '192.168.1.1' as VxlanSpec['local'],
  dev: 'eth0' as LinkName,
  port: 8472,
  learning: false,
  gbp: true,
};

const VTEP: Link = {
  kind: 'link',
  name: 'flannel.1' as LinkName,
  spec: SPEC,
  mac: '0e:2a:0a:f4:01:01' as Mac,
  mtu: 1450,
  txqlen: 0,
  group: 17996,
  alias: 'it is ours',
  up: true,
};

const ADD =
  'ip link add name flannel.1 group 17996 address 0e:2a:0a:f4:01:01 mtu 1450 txqueuelen 0 type vxlan id 1 dev eth0 local 192.168.1.1 dstport 8472 nolearning gbp';

describe('a link', () => {
  it('has no alias set where it is to have none', () => {
    expect(created({ ...VTEP, alias: '' }).join('\n')).not.toContain('alias');
  });

  it('is made whole with its mark, then gets its alias, and comes up last', () => {
    const made = [ADD, 'ip link set dev flannel.1 alias "it is ours"', 'ip link set dev flannel.1 up'];
    expect(created(VTEP)).toEqual(made);
    expect(created({ ...VTEP, up: false })).toEqual(made.slice(0, 2));
    expect(changed(VTEP, VTEP, 'replace')).toEqual(['ip link del dev flannel.1', ...made]);
  });

  const NOLEARNING = 'type vxlan id 1 dev eth0 local 192.168.1.1 nolearning';
  it.each<[string, Partial<Link>, string[]]>([
    ['MTU', { mtu: 1400 }, ['mtu 1450']],
    ['MAC', { mac: '02:00:00:00:00:01' as Mac }, ['address 0e:2a:0a:f4:01:01']],
    ['queue', { txqlen: 1000 }, ['txqueuelen 0']],
    ['group', { group: 0 }, ['group 17996']],
    ['alias', { alias: '' }, ['alias "it is ours"']],
    ['state', { up: false }, ['up']],
    ['learning', { spec: { ...SPEC, learning: true } }, [NOLEARNING]],
    [
      'underlay, which is moved before the MTU that it limits',
      { spec: { ...SPEC, dev: 'eth1' as LinkName, local: '10.0.0.1' as VxlanSpec['local'] }, mtu: 8950 },
      [NOLEARNING, 'mtu 1450'],
    ],
    ['nothing', {}, []],
  ])('is changed in place: %s', (_, was, lines) => {
    expect(changed({ ...VTEP, ...was }, VTEP)).toEqual(
      lines.map((line) => `ip link set dev flannel.1 ${line}`),
    );
  });

  it('that is a bridge keeps the MAC it has', () => {
    const { txqlen: _, ...rest } = VTEP;
    const bridge: Link = { ...rest, spec: { type: 'bridge' } };
    expect(changed({ ...bridge, mac: '5e:00:00:00:00:01' as Mac }, bridge)).toEqual([]);
  });
});

const address = (text: string): HostObject => ({
  kind: 'address',
  dev: 'cni0' as LinkName,
  address: text as InterfaceAddress,
});

describe('an address', () => {
  it.each([
    ['10.244.1.1/24', ' brd +', ''],
    ['10.99.0.5/30', ' brd +', ''],
    ['10.99.0.4/31', '', ''],
    ['10.244.1.0/32', '', ''],
    ['fd00::1/64', '', ' nodad'],
  ])(
    '%s has the broadcast address that its length gives, and is not looked for elsewhere',
    (text, brd, nodad) => {
      expect(created(address(text))).toEqual([`ip address add ${text}${brd} dev cni0${nodad}`]);
      expect(deleted(address(text))).toEqual([`ip address del ${text} dev cni0`]);
    },
  );
});

describe('a route', () => {
  const route: Route = { kind: 'route', dst: '10.244.2.0/24' as Prefix, nhid: 7, protocol: 140 };
  it('is added, never put in the place of another’s, and deleted by its protocol', () => {
    expect(created(route)).toEqual(['ip route add 10.244.2.0/24 nhid 7 protocol 140']);
    expect(changed({ ...route, nhid: 8 }, route)).toEqual([
      'ip route replace 10.244.2.0/24 nhid 7 protocol 140',
    ]);
    expect(deleted(route)).toEqual(['ip route del 10.244.2.0/24 protocol 140']);
  });
});

const chain = (name: string, hooked: boolean): Ruleset['chains'][number] => ({
  name,
  hook: 'forward',
  hooked,
  rules: [{ source: { prefix: '10.244.0.0/16' as Prefix, negated: true }, verdict: 'accept' }],
});

const rules = (...chains: Ruleset['chains']): Ruleset => ({
  kind: 'ruleset',
  engine: 'iptables',
  family: 'ip',
  table: 'filter',
  chains,
});

const JUMP = 'FORWARD -m comment --comment "flanneld forward" -j A';
const RULE = '-A A ! -s 10.244.0.0/16 -m comment --comment "flanneld forward" -j ACCEPT';
const payload = (...lines: string[]): string[] => [['*filter', ...lines, 'COMMIT'].join('\n')];

describe('iptables rules', () => {
  it.each([
    [
      'are made with the jump to them',
      undefined,
      rules(chain('A', true)),
      [':A - [0:0]', `-A ${JUMP}`, RULE],
    ],
    ['are made without a jump', undefined, rules(chain('A', false)), [':A - [0:0]', RULE]],
    [
      'are replaced where the jump stands',
      rules(chain('A', true)),
      rules(chain('A', true)),
      [':A - [0:0]', RULE],
    ],
    [
      'get the jump that is missing',
      rules(chain('A', false)),
      rules(chain('A', true)),
      [':A - [0:0]', `-A ${JUMP}`, RULE],
    ],
    [
      'lose the jump that is too many',
      rules(chain('A', true)),
      rules(chain('A', false)),
      [':A - [0:0]', `-D ${JUMP}`, RULE],
    ],
    [
      'lose the chains that are too many',
      rules(chain('A', true)),
      rules(),
      [':A - [0:0]', `-D ${JUMP}`, '-F A', '-X A'],
    ],
  ])('%s', (_, from, to, lines) => {
    expect(from === undefined ? created(to) : changed(from, to)).toEqual(payload(...lines));
  });

  it('go with their jump', () => {
    expect(deleted(rules(chain('A', true)))).toEqual(payload(`-D ${JUMP}`, '-F A', '-X A'));
    expect(deleted(rules(chain('A', false)))).toEqual(payload('-F A', '-X A'));
  });
});

describe('nft rules', () => {
  const table = (hooked: boolean): Ruleset => ({
    ...rules(chain('a', hooked)),
    engine: 'nft',
    table: 'ours',
  });
  const script = (...head: string[]): string[] => [
    [
      'add table ip ours',
      'delete table ip ours',
      'table ip ours {',
      '  chain a {',
      ...head,
      '    ip saddr != 10.244.0.0/16 accept',
      '  }',
      '}',
    ].join('\n'),
  ];

  it('replace the whole table, whether or not there was one', () => {
    const hooked = script('    type filter hook forward priority filter; policy accept;');
    expect(created(table(true))).toEqual(hooked);
    expect(changed(table(false), table(true))).toEqual(hooked);
    expect(created(table(false))).toEqual(script());
    expect(deleted(table(true))).toEqual(['add table ip ours\ndelete table ip ours']);
  });
});

describe('a file', () => {
  const file: FileObject = { kind: 'file', type: 'file', path: '/run/a', mode: 0o644, content: 'x' };
  const folder: FileObject = { ...file, type: 'directory', mode: 0o755, content: '' };
  const link: FileObject = { ...file, type: 'symlink', mode: 0o777, content: 'b' };
  const ours = { links: new Set<LinkName>(), paths: new Set([file.path]), chains: new Set<string>() };

  it.each([
    ['is put in the place of a folder', folder, file, ['rmdir /run/a', 'write /run/a']],
    ['makes place for a folder', file, folder, ['unlink /run/a', 'mkdir /run/a']],
    ['is written over', { ...file, content: 'y' }, file, ['write /run/a']],
    ['is put in the place of a symbolic link', link, file, ['unlink /run/a', 'write /run/a']],
    ['makes place for a symbolic link', file, link, ['unlink /run/a', 'symlink /run/a']],
    ['that is a symbolic link is moved', { ...link, content: 'z' }, link, ['symlink /run/a']],
    ['that is a symbolic link has no mode', { ...link, mode: 0 }, link, []],
    ['has its mode put right', { ...file, mode: 0o600 }, file, ['write /run/a']],
  ])('%s', (_, from, to, lines) => {
    const steps = stepsOf(diff([to], [from], ours));
    expect(steps.map(({ instruction }) => text(instruction))).toEqual(lines);
  });
});
