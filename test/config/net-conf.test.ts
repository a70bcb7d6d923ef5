import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { checkNetConf, parseSource } from '../../src/config/index.ts';
import { netConf, words } from './check.ts';

const VXLAN = { Type: 'vxlan' };
const v4 = (more: object) => ({ Network: '10.3.0.0/16', Backend: VXLAN, ...more });
const v6 = (more: object) => ({
  EnableIPv4: false,
  EnableIPv6: true,
  IPv6Network: 'fc00::/48',
  Backend: VXLAN,
  ...more,
});
const backend = (values: object, more: object = {}) => v4({ Backend: { ...VXLAN, ...values }, ...more });
const dual = { EnableIPv6: true, IPv6Network: 'fd00:244::/56' };

describe('what flanneld derives (flannel-facts 1.3)', () => {
  test.each([
    ['10.3.0.0/16', {}, 24, '10.3.1.0', '10.3.255.0'],
    ['10.3.0.0/22', {}, 24, '10.3.1.0', '10.3.3.0'],
    ['10.3.0.0/23', {}, 25, '10.3.0.128', '10.3.1.128'],
    ['10.3.0.0/24', {}, 26, '10.3.0.64', '10.3.0.192'],
    ['10.3.0.16/28', {}, 30, '10.3.0.20', '10.3.0.28'],
    [
      '10.3.0.0/16',
      { SubnetLen: 0, SubnetMin: '0.0.0.0', SubnetMax: '0.0.0.0' },
      24,
      '10.3.1.0',
      '10.3.255.0',
    ],
    ['10.3.0.0/16', { SubnetLen: 28 }, 28, '10.3.0.16', '10.3.255.240'],
    ['10.3.0.0/16', { SubnetLen: 30 }, 30, '10.3.0.4', '10.3.255.252'],
    ['10.3.0.0/16', { SubnetLen: 18 }, 18, '10.3.64.0', '10.3.192.0'],
    ['10.3.0.0/16', { SubnetMin: '10.3.0.0' }, 24, '10.3.0.0', '10.3.255.0'],
    ['10.3.0.0/16', { SubnetMin: '10.3.5.0', SubnetMax: '10.3.5.0' }, 24, '10.3.5.0', '10.3.5.0'],
    ['10.3.0.0/16', { SubnetMin: '::ffff:10.3.5.0' }, 24, '10.3.5.0', '10.3.255.0'],
    ['128.0.0.0/2', {}, 24, '128.0.1.0', '191.255.255.0'],
    ['10.3.4.5/16', {}, 24, '10.3.1.0', '10.3.255.0'],
  ])(
    'of %s with %o: subnets of /%i from %s to %s',
    async (Network, more, subnetLen, subnetMin, subnetMax) => {
      const checked = await netConf(v4({ Network, ...more }));
      expect(words(checked, 'error')).toEqual([]);
      expect(checked.netConf?.ipv4).toMatchObject({ subnetLen, subnetMin, subnetMax });
      expect(checked.netConf?.ipv6).toBeUndefined();
    },
  );

  test.each([
    ['fc00::/48', {}, 64, 'fc00:0:0:1::', 'fc00:0:0:ffff::'],
    ['fd00:244::/56', {}, 64, 'fd00:244:0:1::', 'fd00:244:0:ff::'],
    ['fc00::/62', {}, 64, 'fc00:0:0:1::', 'fc00:0:0:3::'],
    ['fc00::/63', {}, 65, 'fc00::8000:0:0:0', 'fc00:0:0:1:8000::'],
    ['fc00::/124', {}, 126, 'fc00::4', 'fc00::c'],
    ['fc00::/48', { IPv6SubnetLen: 80 }, 80, 'fc00::1:0:0:0', 'fc00:0:0:ffff:ffff::'],
    ['fc00::/48', { IPv6SubnetMin: 'fc00::', IPv6SubnetMax: null }, 64, 'fc00::', 'fc00:0:0:ffff::'],
    ['fc00::/48', { IPv6SubnetMin: '::' }, 64, 'fc00:0:0:1::', 'fc00:0:0:ffff::'],
    ['FC00:0:0::/48', {}, 64, 'fc00:0:0:1::', 'fc00:0:0:ffff::'],
  ])(
    'of %s with %o: subnets of /%i from %s to %s',
    async (IPv6Network, more, subnetLen, subnetMin, subnetMax) => {
      const checked = await netConf(v6({ IPv6Network, ...more }));
      expect(words(checked, 'error')).toEqual([]);
      expect(checked.netConf?.ipv6).toMatchObject({ subnetLen, subnetMin, subnetMax });
      expect(checked.netConf?.ipv4).toBeUndefined();
    },
  );

  it('gives both families of a dual-stack net-conf', async () => {
    const { netConf: conf } = await netConf(v4(dual));
    expect(conf?.ipv4?.network).toBe('10.3.0.0/16');
    expect(conf?.ipv6?.network).toBe('fd00:244::/56');
  });

  it('fills in the defaults of vxlan', async () => {
    const { netConf: conf } = await netConf(v4({}));
    const flags = { gbp: false, learning: false, directRouting: false };
    expect(conf?.backend).toEqual({ type: 'vxlan', vni: 1, port: 8472, ...flags });
    expect(conf).not.toHaveProperty('enableNFTables');
  });

  it('keeps what is given for vxlan', async () => {
    const given = { VNI: 42, Port: 4789, MTU: 1400, GBP: true, Learning: true, DirectRouting: true };
    const { netConf: conf } = await netConf(backend(given, { EnableNFTables: false }));
    const flags = { gbp: true, learning: true, directRouting: true };
    expect(conf?.backend).toEqual({ type: 'vxlan', vni: 42, port: 4789, mtu: 1400, ...flags });
    expect(conf?.enableNFTables).toBe(false);
  });
});

describe('what is accepted', () => {
  test.each<readonly [string, object]>([
    ['keys in any case', { NETWORK: '10.3.0.0/16', backend: { TYPE: 'VXLAN', vni: 5 } }],
    ['a VNI at the end of what its device name takes', backend({ VNI: 9_999_999 })],
    ['a VNI at the end of what its IPv6 device name takes', backend({ VNI: 9999 }, dual)],
    ['VNI 0', backend({ VNI: 0 })],
    ['the first and the last port', backend({ Port: 65535 })],
    ['the least MTU for IPv6', backend({ MTU: 1350 }, dual)],
    ['the least MTU without a warning', backend({ MTU: 626 })],
    ['jumbo frames', backend({ MTU: 9216 })],
    ...['host-gw', 'wireguard', 'udp', 'ipip', 'extension', 'alloc', 'tencent-vpc'].map(
      (Type) => [`the backend ${Type}`, v4({ Backend: { Type } })] as const,
    ),
    ['the backend ipsec with a long key', v4({ Backend: { Type: 'ipsec', PSK: 'x'.repeat(96) } })],
    ['a WireGuard key', v4({ Backend: { Type: 'wireguard', Mode: 'auto', PSK: `${'A'.repeat(43)}=` } })],
  ])('%s: no problem', async (_, conf) => {
    const { netConf: checked, problems } = await netConf(conf);
    expect(problems).toEqual([]);
    expect(checked).toBeDefined();
  });
});

describe('what is an error', () => {
  test.each<[string, unknown, RegExp[]]>([
    ['no object', [1], [/a net-conf is an object, not \[1\]/]],
    ['no Network', { Backend: VXLAN }, [/Network is missing.*please define a correct Network parameter/]],
    ['an empty Network', v4({ Network: '0.0.0.0/0' }), [/0\.0\.0\.0\/0 counts as not set/]],
    ['a Network that masks to nothing', v4({ Network: '10.0.0.0/0' }), [/counts as not set/]],
    ['a Network without a length', v4({ Network: '10.3.0.0' }), [/must be an IPv4 network.*Add the length/]],
    ['a Network in quotes only', v4({ Network: '' }), [/must be an IPv4 network/]],
    ['a null Network', v4({ Network: null }), [/Network must be an IPv4 network with its length, not null/]],
    ['a Network that is no text', v4({ Network: 10 }), [/must be an IPv4 network with its length, not 10/]],
    ['an IPv6 Network', v4({ Network: 'fd00::/56' }), [/must be an IPv4 network.*IPv6Network/]],
    ['leading zeros', v4({ Network: '10.03.0.0/16' }), [/leading zeros/]],
    ['white space', v4({ Network: '10.3.0.0/16 ' }), [/white space/]],
    ['an escape', '{"Network":"10.3.0.0\\/16","Backend":{"Type":"vxlan"}}', [/does not resolve/]],
    ['a /29', v4({ Network: '10.3.0.0/29' }), [/too small: four subnets of four addresses take a \/28/]],
    ['a /29 with a SubnetLen', v4({ Network: '10.3.0.0/29', SubnetLen: 30 }), [/too small/]],
    ['a loopback Network', v4({ Network: '127.0.0.0/8' }), [/holds loopback addresses \(127\.0\.0\.0\/8\)/]],
    ['a multicast Network', v4({ Network: '224.1.0.0/16' }), [/multicast/]],
    ['a Network around loopback', v4({ Network: '96.0.0.0/3' }), [/loopback/]],
    ['SubnetLen 31', v4({ SubnetLen: 31 }), [/SubnetLen 31 is too long.*must be less than \/31/]],
    ['SubnetLen 17 in a /16', v4({ SubnetLen: 17 }), [/at least four subnets.*Take 18 to 30/]],
    ['SubnetLen 8 in a /16', v4({ SubnetLen: 8 }), [/at least four subnets/]],
    ['a negative SubnetLen', v4({ SubnetLen: -1 }), [/can't be negative/]],
    ['a SubnetLen in quotes', v4({ SubnetLen: '24' }), [/whole number, not the text "24" \| Write 24\./]],
    [
      'SubnetLen 24.0',
      '{"Network":"10.3.0.0/16","SubnetLen":24.0,"Backend":{"Type":"vxlan"}}',
      [/not 24\.0 \| Write 24/],
    ],
    [
      'SubnetLen 1e1',
      '{"Network":"10.3.0.0/16","SubnetLen":2.4e1,"Backend":{"Type":"vxlan"}}',
      [/not 2\.4e1/],
    ],
    ['a SubnetLen that is a list', v4({ SubnetLen: [24] }), [/must be a whole number, not a list/]],
    [
      'SubnetMin outside',
      v4({ SubnetMin: '10.4.0.0' }),
      [/SubnetMin 10\.4\.0\.0 is not in the Network 10\.3\.0\.0\/16/],
    ],
    ['SubnetMax outside', v4({ SubnetMax: '10.2.255.0' }), [/SubnetMax 10\.2\.255\.0 is not in the Network/]],
    [
      'SubnetMin off a boundary',
      v4({ SubnetMin: '10.3.5.7' }),
      [/not where a \/24 subnet starts \| .*10\.3\.5\.0/],
    ],
    ['SubnetMax off a boundary', v4({ SubnetMax: '10.3.5.128' }), [/SubnetMax 10\.3\.5\.128 is not where/]],
    ['an IPv6 SubnetMin', v4({ SubnetMin: 'fc00::1' }), [/SubnetMin must be an IPv4 address, not "fc00::1"/]],
    ['a SubnetMin with a length', v4({ SubnetMin: '10.3.1.0/24' }), [/Leave the length out/]],
    ['a null SubnetMin', v4({ SubnetMin: null }), [/SubnetMin must be an IPv4 address, not null/]],
    [
      'SubnetMin above SubnetMax',
      v4({ SubnetMin: '10.3.9.0', SubnetMax: '10.3.2.0' }),
      [/10\.3\.9\.0 is above SubnetMax 10\.3\.2\.0/],
    ],
    [
      'SubnetMax below the derived minimum',
      v4({ SubnetMax: '10.3.0.0' }),
      [/SubnetMin 10\.3\.1\.0 is above SubnetMax 10\.3\.0\.0/],
    ],
    [
      'both families off',
      { EnableIPv4: false, Backend: VXLAN },
      [/both IPv4 and IPv6 are off.*none defined stack/],
    ],
    [
      'a flag in quotes',
      v4({ EnableIPv6: 'true' }),
      [/EnableIPv6 must be true or false.*Write true without quotes/],
    ],
    ['a flag that is a number', v4({ EnableNFTables: 1 }), [/EnableNFTables must be true or false, not 1/]],
    ['no IPv6Network', v4({ EnableIPv6: true }), [/IPv6Network is missing/]],
    ['a null IPv6Network', v6({ IPv6Network: null }), [/IPv6Network is missing/]],
    ['an empty IPv6Network', v6({ IPv6Network: '::/0' }), [/::\/0 counts as not set/]],
    [
      'an IPv4 IPv6Network',
      v6({ IPv6Network: '10.3.0.0/16' }),
      [/must be an IPv6 network.*makes nonsense of it/],
    ],
    ['an IPv6Network with a zone', v6({ IPv6Network: 'fd00::%eth0/56' }), [/must be an IPv6 network/]],
    ['a link-local IPv6Network', v6({ IPv6Network: 'fe80::/48' }), [/link-local/]],
    ['a /125', v6({ IPv6Network: 'fc00::/125' }), [/too small.*\/124/]],
    ['IPv6SubnetLen 127', v6({ IPv6SubnetLen: 127 }), [/IPv6SubnetLen 127 is too long.*less than \/127/]],
    ['IPv6SubnetLen 49 in a /48', v6({ IPv6SubnetLen: 49 }), [/at least four subnets/]],
    ['IPv6SubnetMin outside', v6({ IPv6SubnetMin: 'fd00::' }), [/is not in the IPv6Network/]],
    ['IPv6SubnetMax off a boundary', v6({ IPv6SubnetMax: 'fc00::1' }), [/not where a \/64 subnet starts/]],
    ['an IPv4 IPv6SubnetMin', v6({ IPv6SubnetMin: '10.3.0.0' }), [/must be an IPv6 address/]],
    [
      'IPv6SubnetMin above IPv6SubnetMax',
      v6({ IPv6SubnetMin: 'fc00:0:0:9::', IPv6SubnetMax: 'fc00:0:0:2::' }),
      [/is above/],
    ],
    ['a Backend that is text', v4({ Backend: 'vxlan' }), [/Backend must be an object, not "vxlan"/]],
    ['a null Backend', v4({ Backend: null }), [/Backend must be an object, not null/]],
    ['a Backend without Type', v4({ Backend: {} }), [/Backend has no Type/]],
    ['a null Type', v4({ Backend: { Type: null } }), [/Backend has no Type/]],
    ['an empty Type', v4({ Backend: { Type: '' } }), [/unknown backend type ""/]],
    ['a Type that is a number', v4({ Backend: { Type: 1 } }), [/Type must be text, not 1/]],
    [
      'a misspelt Type',
      v4({ Backend: { Type: 'vxlna' } }),
      [/unknown backend type "vxlna" \| Did you mean vxlan\?/],
    ],
    [
      'an unknown Type',
      v4({ Backend: { Type: 'aws-vpc2' } }),
      [/unknown backend type.*Known are: vxlan, host-gw/],
    ],
    [
      'a VNI too long for its device',
      backend({ VNI: 10_000_000 }),
      [/flannel\.10000000 of 16 characters.*0 to 9999999/],
    ],
    [
      'a VNI too long for its IPv6 device',
      backend({ VNI: 10_000 }, dual),
      [/flannel-v6\.10000 of 16 characters.*0 to 9999 /],
    ],
    ['a VNI over 24 bits', backend({ VNI: 2 ** 24 }), [/numerical result out of range/]],
    ['a negative VNI', backend({ VNI: -1 }), [/VNI -1 is negative/]],
    ['a VNI in quotes', backend({ VNI: '1' }), [/VNI must be a whole number/]],
    [
      'a VNI no computer holds',
      '{"Network":"10.3.0.0/16","Backend":{"Type":"vxlan","VNI":99999999999999999999}}',
      [/whole number, not 99999999999999999999/],
    ],
    ['port 0', backend({ Port: 0 }), [/Port 0 is no UDP port/]],
    ['port 70000', backend({ Port: 70000 }), [/Port 70000 is no UDP port.*take it for 4464/]],
    ['a negative port', backend({ Port: -1 }), [/Port -1 is no UDP port/]],
    ['MTU 0', backend({ MTU: 0 }), [/MTU 0 leaves -50 bytes.*IPv4 needs 68/]],
    ['MTU 117', backend({ MTU: 117 }), [/Take at least 118/]],
    [
      'MTU 1349 with IPv6',
      backend({ MTU: 1349 }, dual),
      [/1279 bytes.*IPv6 needs 1280 \| Take at least 1350/],
    ],
    ['MTU 70000', backend({ MTU: 70000 }), [/more than any link has/]],
    ['a flag of vxlan in quotes', backend({ DirectRouting: 'yes' }), [/DirectRouting must be true or false/]],
    [
      'keys that differ in case',
      '{"Network":"10.3.0.0/16","network":"10.4.0.0/16","Backend":{"Type":"vxlan"}}',
      [/network and Network are the same key/],
    ],
    [
      'a key twice',
      '{"Network":"10.3.0.0/16","Network":"10.4.0.0/16","Backend":{"Type":"vxlan"}}',
      [/the key Network is written twice/],
    ],
    [
      'a key of vxlan twice',
      '{"Network":"10.3.0.0/16","Backend":{"Type":"vxlan","VNI":1,"VNI":2}}',
      [/VNI is written twice/],
    ],
    [
      'ipip with IPv6',
      v4({ ...dual, Backend: { Type: 'ipip' } }),
      [/ipip carries IPv4 only: flanneld crashes/],
    ],
    ['udp with IPv6 only', v6({ Backend: { Type: 'udp' } }), [/udp carries IPv4 only: flanneld crashes/]],
    ['ipsec without a key', v4({ Backend: { Type: 'ipsec' } }), [/needs a PSK/]],
    [
      'ipsec with a short key',
      v4({ Backend: { Type: 'ipsec', PSK: 'x'.repeat(95) } }),
      [/at least 96 characters/],
    ],
    [
      'a Mode of wireguard in upper case',
      v4({ Backend: { Type: 'wireguard', Mode: 'Auto' } }),
      [/unknown Mode "Auto"/],
    ],
    [
      'a WireGuard key that is none',
      v4({ Backend: { Type: 'wireguard', PSK: 'secret' } }),
      [/not a WireGuard key/],
    ],
    [
      'a port of wireguard',
      v4({ Backend: { Type: 'wireguard', ListenPort: 65536 } }),
      [/ListenPort 65536 is no UDP port/],
    ],
  ])('%s', async (_, conf, expected) => {
    const checked = await netConf(conf);
    const errors = words(checked, 'error');
    expect(errors).toHaveLength(expected.length);
    expected.forEach((pattern, i) => {
      expect(errors[i]).toMatch(pattern);
    });
    // A key written twice is found when the text is read; the net-conf itself has no error then.
    if (!errors.some((error) => error.includes('written twice'))) expect(checked.netConf).toBeUndefined();
  });
});

describe('what is a warning, and what flanneld does then', () => {
  test.each<[string, unknown, RegExp]>([
    [
      'an unknown key',
      v4({ SubnetLenght: 25 }),
      /unknown key SubnetLenght: flanneld ignores it \| Did you mean SubnetLen\?/,
    ],
    ['a key nothing is like', v4({ comment: 'x' }), /unknown key comment.*Known here are: EnableIPv4/],
    ['an unknown key of vxlan', backend({ directRouter: true }), /Did you mean DirectRouting\?/],
    ['a key of vxlan at the top', v4({ VNI: 5 }), /ignores VNI here.*Move it into Backend/],
    ['a top key in Backend', backend({ SubnetLen: 25 }), /ignores SubnetLen here.*top level/],
    [
      'a key for Windows',
      backend({ MacPrefix: '0E-2A' }),
      /ignores MacPrefix here: only flanneld on Windows/,
    ],
    ['a key of the samples', v4({ Backend: { Type: 'extension', ShutdownCommand: 'x' } }), /no such command/],
    [
      'no Backend',
      { Network: '10.3.0.0/16' },
      /Backend is missing: flanneld takes udp.*flannelctl takes vxlan/,
    ],
    ['host bits', v4({ Network: '10.3.4.5/16' }), /has host bits set: flanneld takes 10\.3\.0\.0\/16/],
    ['host bits of IPv6', v6({ IPv6Network: 'fc00::1/48' }), /flanneld takes fc00::\/48/],
    [
      'an IPv6Network while IPv6 is off',
      v4({ IPv6Network: 'fd00::/56' }),
      /IPv6Network has no effect: EnableIPv6 is not set/,
    ],
    [
      'a Network while IPv4 is off',
      v6({ Network: '10.3.0.0/16' }),
      /Network has no effect: EnableIPv4 is false/,
    ],
    ['a null flag', v4({ EnableIPv6: null }), /EnableIPv6 is null: flanneld ignores it/],
    ['a null SubnetLen', v4({ SubnetLen: null }), /SubnetLen is null/],
    ['a small MTU', backend({ MTU: 600 }), /leaves 550 bytes.*less than the 576/],
    ['an enormous MTU', backend({ MTU: 15000 }), /larger than jumbo frames/],
    [
      'udp with IPv6',
      v4({ ...dual, Backend: { Type: 'udp' } }),
      /udp carries IPv4 only: the pods' IPv6 goes nowhere/,
    ],
  ])('%s', async (_, conf, pattern) => {
    const checked = await netConf(conf);
    expect(words(checked, 'error')).toEqual([]);
    expect(words(checked, 'warning')).toEqual([expect.stringMatching(pattern)]);
    expect(checked.netConf).toBeDefined();
  });

  it('takes vxlan where there is no Backend', async () => {
    const checked = await netConf({ Network: '10.3.0.0/16' });
    expect(checked.netConf?.backend).toMatchObject({ type: 'vxlan', vni: 1, port: 8472 });
  });

  it('says that the shape of subnets is ignored in Kubernetes', async () => {
    const conf = v4({ SubnetLen: 26, SubnetMin: '10.3.0.64' });
    expect(words(await netConf(conf), 'warning')).toEqual([]);
    expect(words(await netConf(conf, { store: 'kubernetes' }), 'warning')).toEqual([
      expect.stringMatching(/flanneld ignores SubnetLen in Kubernetes.*podCIDR/),
      expect.stringMatching(/flanneld ignores SubnetMin in Kubernetes/),
    ]);
  });
});

describe('any value at all', () => {
  const KEYS = [
    'Network',
    'subnetlen',
    'SubnetMin',
    'Backend',
    'EnableIPv6',
    'IPv6Network',
    'Type',
    'VNI',
    'MTU',
  ];
  const leaf = fc.oneof(
    fc.constantFrom(
      '10.3.0.0/16',
      'fd00::/56',
      '10.3.1.0',
      'vxlan',
      'ipsec',
      null,
      true,
      false,
      24,
      -1,
      1e21,
      '',
    ),
    fc.jsonValue({ maxDepth: 2 }),
  );
  const conf = fc.dictionary(
    fc.oneof(fc.constantFrom(...KEYS), fc.string()),
    fc.oneof(leaf, fc.dictionary(fc.constantFrom(...KEYS), leaf)),
  );

  it('never throws, and says where each problem is', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(conf, fc.jsonValue()), async (value) => {
        const { netConf: checked, problems } = await netConf(JSON.stringify(value, null, 1) ?? 'null');
        for (const { location, excerpt } of problems) {
          expect(location?.line).toBeGreaterThan(0);
          expect(location?.column).toBeGreaterThan(0);
          expect(excerpt).toMatch(/\n *\^+$/);
        }
        // Either it is good, or there is an error that says why not.
        expect(checked === undefined).toBe(problems.some(({ severity }) => severity === 'error'));
      }),
      { numRuns: 500 },
    );
  });

  it('gives subnets that lie in the network, four at least, in order', async () => {
    const network = fc.tuple(
      fc.nat(0xffffff),
      fc.integer({ min: 8, max: 28 }),
      fc.integer({ min: 0, max: 30 }),
    );
    await fc.assert(
      fc.asyncProperty(network, async ([low, length, SubnetLen]) => {
        const Network = `10.${low >> 16}.${(low >> 8) & 255}.${low & 255}/${length}`;
        const { source, root } = await parseSource('x', JSON.stringify(v4({ Network, SubnetLen })));
        const { netConf: checked } = checkNetConf(root ?? expect.unreachable(), source);
        const isRoomy = SubnetLen === 0 || SubnetLen >= length + 2;
        expect(checked !== undefined).toBe(isRoomy);
        if (checked?.ipv4 !== undefined) expect(checked.ipv4.subnetLen).toBeGreaterThanOrEqual(length + 2);
      }),
    );
  });
});
