import { describe, expect, test } from 'vitest';
import { DUAL, netConf, v4, v6, vxlan, words } from './check.ts';

describe('what is an error', () => {
  test.each<[string, unknown, RegExp[]]>([
    ['no object', [1], [/a net-conf is an object, not \[1\]/]],
    [
      'no Network',
      { Backend: { Type: 'vxlan' } },
      [/Network is missing.*or turn IPv4 off with .* please define a correct Network parameter/],
    ],
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
      { EnableIPv4: false, Backend: { Type: 'vxlan' } },
      [/both IPv4 and IPv6 are off.*none defined stack/],
    ],
    [
      'a flag in quotes',
      v4({ EnableIPv6: 'true' }),
      [/EnableIPv6 must be true or false.*Write true without quotes/],
    ],
    ['a flag that is a number', v4({ EnableNFTables: 1 }), [/EnableNFTables must be true or false, not 1/]],
    ['no IPv6Network', v4({ EnableIPv6: true }), [/IPv6Network is missing(?!.*turn IPv4 off)/]],
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
      vxlan({ VNI: 10_000_000 }),
      [/flannel\.10000000 of 16 characters.*0 to 9999999/],
    ],
    [
      'a VNI too long for its IPv6 device',
      vxlan({ VNI: 10_000 }, DUAL),
      [/flannel-v6\.10000 of 16 characters.*0 to 9999 /],
    ],
    ['a VNI over 24 bits', vxlan({ VNI: 2 ** 24 }), [/numerical result out of range/]],
    ['a negative VNI', vxlan({ VNI: -1 }), [/VNI -1 is negative/]],
    ['a VNI in quotes', vxlan({ VNI: '1' }), [/VNI must be a whole number/]],
    [
      'a VNI no computer holds',
      '{"Network":"10.3.0.0/16","Backend":{"Type":"vxlan","VNI":99999999999999999999}}',
      [/whole number, not 99999999999999999999/],
    ],
    ['port 0', vxlan({ Port: 0 }), [/Port 0 is no UDP port/]],
    ['port 70000', vxlan({ Port: 70000 }), [/Port 70000 is no UDP port.*take it for 4464/]],
    ['a negative port', vxlan({ Port: -1 }), [/Port -1 is no UDP port/]],
    ['MTU 0', vxlan({ MTU: 0 }), [/MTU 0 leaves -50 bytes.*IPv4 needs 68/]],
    ['MTU 117', vxlan({ MTU: 117 }), [/Take at least 118/]],
    ['MTU 1349 with IPv6', vxlan({ MTU: 1349 }, DUAL), [/1279 bytes.*IPv6 needs 1280 \| Take at least 1350/]],
    ['MTU 65536', vxlan({ MTU: 65_536 }), [/more than any link has \| Take at most 65535/]],
    ['MTU 70000', vxlan({ MTU: 70000 }), [/more than any link has/]],
    ['a flag of vxlan in quotes', vxlan({ DirectRouting: 'yes' }), [/DirectRouting must be true or false/]],
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
      v4({ ...DUAL, Backend: { Type: 'ipip' } }),
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
    ...[-1, 65536].map((seconds): [string, unknown, RegExp[]] => [
      `a PersistentKeepaliveInterval of ${seconds}`,
      v4({ Backend: { Type: 'wireguard', PersistentKeepaliveInterval: seconds } }),
      [new RegExp(`PersistentKeepaliveInterval ${seconds} is no number of seconds`)],
    ]),
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
