import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { bridgeOfConf, type CniConfList, DEFAULT_CNI_CONF, onBridge } from '../../../src/config/index.ts';
import type { LinkName } from '../../../src/net/index.ts';
import { cniConf, words } from './check.ts';

const list = (more: object) => ({
  name: 'cbr0',
  cniVersion: '0.3.1',
  plugins: [{ type: 'flannel' }],
  ...more,
});
const plugin = (more: object) => list({ plugins: [{ type: 'flannel', ...more }] });

describe('a CNI conf', () => {
  it('is good as flannel ships it', async () => {
    const { conf, problems } = await cniConf(DEFAULT_CNI_CONF);
    expect(problems).toEqual([]);
    expect(conf).toEqual(DEFAULT_CNI_CONF);
  });

  it('may be of a single plugin, and is then taken for a list of one', async () => {
    const { conf, problems } = await cniConf({
      name: 'x',
      cniVersion: '1.0.0',
      type: 'flannel',
      delegate: { mtu: 1 },
    });
    expect(problems).toEqual([]);
    expect(conf).toEqual({
      name: 'x',
      cniVersion: '1.0.0',
      plugins: [{ type: 'flannel', delegate: { mtu: 1 } }],
    });
  });

  it('may have any keys in the confs of other plugins and in delegate', async () => {
    const plugins = [
      { type: 'flannel', delegate: { bridge: 'br1', vlan: 3 } },
      { type: 'tuning', sysctl: { a: 'b' } },
    ];
    expect((await cniConf(list({ plugins }))).problems).toEqual([]);
  });

  test.each<[string, unknown, RegExp[]]>([
    ['no object', ['x'], [/a CNI conf is an object, not \["x"\]/]],
    ['no name', { cniVersion: '0.3.1', plugins: [{ type: 'flannel' }] }, [/^name is missing/]],
    ['no name in a single conf', { cniVersion: '0.3.1', type: 'flannel' }, [/^name is missing/]],
    ['a name that is no text', list({ name: 1 }), [/name must be text, not 1/]],
    ['a name a file could not have', list({ name: '../x' }), [/name can't be the text "\.\.\/x"/]],
    ['plugins that is no list', list({ plugins: {} }), [/plugins must be a list, not an object/]],
    ['no plugins in the list', list({ plugins: [] }), [/plugins is empty/]],
    ['a plugin without a type', list({ plugins: [{ typ: 'flannel' }] }), [/plugins\[0\]: type is missing/]],
    [
      'a plugin that is no object',
      list({ plugins: ['flannel'] }),
      [/plugins\[0\] must be an object, not the text "flannel"/],
    ],
    ['a type that is no text', list({ plugins: [{ type: 1 }] }), [/plugins\[0\]\.type must be text, not 1/]],
    [
      'a delegate that is no object',
      plugin({ delegate: true }),
      [/plugins\[0\]\.delegate must be an object, not true/],
    ],
    [
      'a delegate whose type is no text',
      plugin({ delegate: { type: 7 } }),
      [/delegate\.type must be text, not 7/],
    ],
    ['a delegate with a name', plugin({ delegate: { name: 'x' } }), [/delegate must not have a name/]],
    [
      'a delegate with ipam',
      plugin({ delegate: { ipam: {} } }),
      [/delegate must not have ipam.*beside delegate/],
    ],
    ['an ipam that is no object', plugin({ ipam: [] }), [/plugins\[0\]\.ipam must be an object, not a list/]],
    ['routes that are no list', plugin({ ipam: { routes: {} } }), [/ipam\.routes must be a list/]],
    [
      'a route without a CIDR',
      plugin({ ipam: { routes: [{ dst: '10.0.0.1' }] } }),
      [/a route needs a dst in CIDR form/],
    ],
    ['a subnetFile that is no text', plugin({ subnetFile: 1 }), [/subnetFile must be text, not 1/]],
    [
      'a capability that is no flag',
      plugin({ capabilities: { portMappings: 'yes' } }),
      [/capabilities\.portMappings must be true or false/],
    ],
    [
      'all of it',
      list({ name: '', plugins: [{ type: 1 }, { delegate: {} }] }),
      [/type must be text/, /type is missing/, /name can't be/],
    ],
  ])('is wrong with %s', async (_, conf, expected) => {
    const checked = await cniConf(conf);
    const errors = words(checked, 'error');
    expect(errors).toHaveLength(expected.length);
    for (const pattern of expected) expect(errors).toContainEqual(expect.stringMatching(pattern));
    expect(checked.conf).toBeUndefined();
  });

  test.each<[string, unknown, RegExp]>([
    [
      'no cniVersion',
      { name: 'x', plugins: [{ type: 'flannel' }] },
      /cniVersion is missing: runtimes take it for 0\.1\.0/,
    ],
    [
      'an unknown cniVersion',
      list({ cniVersion: '0.3.2' }),
      /does not support cniVersion "0\.3\.2" \| Did you mean 0\.3\.[01]\?/,
    ],
    ['an unknown key', list({ disableChek: true }), /unknown key disableChek.*Did you mean disableCheck\?/],
    [
      'an unknown key of flannel',
      plugin({ delegat: {} }),
      /unknown key delegat: the flannel plugin ignores it \| Did you mean delegate\?/,
    ],
    [
      "a key of the bridge's beside delegate",
      plugin({ hairpinMode: true }),
      /hairpinMode.*go inside delegate/,
    ],
    ['a name in a plugin', plugin({ name: 'x' }), /runtimes put the list's name over this one/],
    ['ranges', plugin({ ipam: { ranges: [] } }), /puts the node's subnets over these ranges/],
  ])('is odd with %s', async (_, conf, pattern) => {
    const checked = await cniConf(conf);
    expect(words(checked, 'error')).toEqual([]);
    expect(words(checked, 'warning')).toEqual([expect.stringMatching(pattern)]);
    expect(checked.conf).toBeDefined();
  });

  it('counts with the last of two keys, as its readers do', async () => {
    const text = '{"name": "a", "cniVersion": "9", "cniVersion": "0.3.1", "plugins": [{"type": "flannel"}]}';
    const { conf, problems } = await cniConf(text);
    expect(problems.map(({ message }) => message)).toEqual([
      expect.stringContaining('cniVersion is written twice'),
    ]);
    expect(conf?.cniVersion).toBe('0.3.1');
  });

  it('never throws, and says where each problem is, whatever it is', async () => {
    const key = fc.constantFrom('name', 'cniVersion', 'plugins', 'type', 'delegate', 'ipam', 'routes');
    const leaf = fc.oneof(fc.constantFrom('flannel', '0.3.1', null, true, 1), fc.jsonValue({ maxDepth: 1 }));
    const object = fc.dictionary(key, fc.oneof(leaf, fc.dictionary(key, leaf)));
    const conf = fc.oneof(
      object,
      fc.record({ name: leaf, plugins: fc.array(fc.oneof(object, leaf)) }),
      fc.jsonValue(),
    );
    await fc.assert(
      fc.asyncProperty(conf, async (value) => {
        const { conf: checked, problems } = await cniConf(value);
        for (const { location } of problems) expect(location?.line).toBe(1);
        expect(checked === undefined).toBe(problems.some(({ severity }) => severity === 'error'));
      }),
      { numRuns: 300 },
    );
  });
});

describe('the bridge of a CNI conf', () => {
  const conf = (first: object): CniConfList => ({ name: 'x', plugins: [first] }) as unknown as CniConfList;

  it.each([
    ['flannel’s delegate', { type: 'flannel', delegate: { bridge: 'kbr0' } }, 'kbr0'],
    ['the bridge plugin', { type: 'bridge', bridge: 'kbr0' }, 'kbr0'],
    ['none', { type: 'flannel' }, undefined],
    ['another plugin', { type: 'flannel', delegate: { type: 'macvlan', bridge: 'kbr0' } }, undefined],
  ])('is named by %s', (_, first, expected) => {
    expect(bridgeOfConf(conf(first))).toBe(expected);
  });

  it.each([
    [plugin({ delegate: { bridge: 'a b' } })],
    [list({ plugins: [{ type: 'bridge', bridge: 7 }] })],
    [{ name: 'x', cniVersion: '1.0.0', type: 'bridge', bridge: 'sixteen-letters-0' }],
  ])('has to be the name of a link', async (given) => {
    const { problems } = await cniConf(given);
    expect(problems.map(({ message }) => message)).toEqual([
      expect.stringContaining('bridge is the name of a link, not '),
    ]);
  });

  it('is written out for flannel’s plugin where it would go by the usual one', () => {
    const given = { type: 'flannel', delegate: { mtu: 1400 } };
    const bridge = 'docker0' as LinkName;
    expect(onBridge(conf(given), bridge).plugins).toEqual([
      { type: 'flannel', delegate: { mtu: 1400, bridge } },
    ]);
    expect(onBridge(conf(given), 'cni0' as LinkName)).toEqual(conf(given));
    const other = conf({ type: 'flannel', delegate: { type: 'ipvlan' } });
    expect(onBridge(other, bridge)).toEqual(other);
  });
});
