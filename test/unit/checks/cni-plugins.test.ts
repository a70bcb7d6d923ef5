import { parse } from 'smol-toml';
import { describe, expect, it } from 'vitest';
import { pluginFindings } from '../../../src/checks/cni/plugins/findings.ts';
import { neededPlugins } from '../../../src/checks/cni/plugins/needed.ts';
import { DEFAULT_CNI_CONF } from '../../../src/config/index.ts';
import { containerdFolders, crioFolders, podmanFolders } from '../../../src/host/facts/cni/named-folders.ts';

const NEEDED = ['bridge', 'host-local', 'portmap'];

const containerd = (...folders: string[]) => ({
  name: 'containerd',
  file: '/etc/containerd/config.toml',
  folders,
});

describe('the plugins that a conf list needs', () => {
  it('are what it names, what the flannel plugin hands on to, and what gives addresses', () => {
    expect(neededPlugins(DEFAULT_CNI_CONF).toSorted()).toEqual([
      'bridge',
      'flannel',
      'host-local',
      'portmap',
    ]);
    const plugins = [
      { type: 'flannel', delegate: { type: 'macvlan' }, ipam: { type: 'static' } },
      { type: 'tuning' },
    ];
    expect(neededPlugins({ name: 'x', plugins }).toSorted()).toEqual([
      'flannel',
      'macvlan',
      'static',
      'tuning',
    ]);
    const chain = [{ type: 'bridge', ipam: { type: 'dhcp' } }];
    expect(neededPlugins({ name: 'x', plugins: chain })).toEqual(['bridge', 'dhcp']);
  });
});

describe('plugins', () => {
  it('that are all there, in whatever folders, are fine', () => {
    expect(
      pluginFindings(NEEDED, {
        runtimes: [],
        programs: { '/a': ['bridge'], '/b': ['host-local', 'portmap'] },
      }),
    ).toEqual([]);
    const one = { '/own': NEEDED, '/opt/cni/bin': [] };
    expect(pluginFindings(NEEDED, { runtimes: [containerd('/own')], programs: one })).toEqual([]);
    const two = { '/own': ['bridge'], '/more': ['host-local', 'portmap'] };
    expect(pluginFindings(NEEDED, { runtimes: [containerd('/own', '/more')], programs: two })).toEqual([]);
  });

  it('that no folder has are warned of once, by where they are to be had', () => {
    const found = pluginFindings([...NEEDED, 'flannel', 'calico'], {
      runtimes: [containerd('/own')],
      programs: {
        '/own': ['portmap'],
        '/opt/cni/bin': [],
      },
    });
    expect(found).toEqual([
      {
        severity: 'warning',
        message: expect.stringMatching(
          /^the CNI plugins bridge, host-local are in none of \/own, \/opt\/cni\/bin;/,
        ),
        hint: 'apt-get install containernetworking-plugins',
      },
      {
        severity: 'warning',
        message: expect.stringMatching(/^the CNI plugin flannel is in none of/),
        hint: expect.stringContaining('--cni-type bridge'),
      },
      {
        severity: 'warning',
        message: expect.stringMatching(/^the CNI plugin calico is in none of/),
        hint: expect.not.stringContaining('apt-get'),
      },
    ]);
  });

  it('that a runtime does not look for where they are are warned of for that runtime', () => {
    const all = { '/my own': ['bridge'], '/usr/lib/cni': NEEDED };
    const runtimes = [containerd('/my own'), { name: 'podman', file: '/x', folders: ['/usr/lib/cni'] }];
    const [only, ...others] = pluginFindings(NEEDED, { runtimes: runtimes, programs: all });
    expect(others).toEqual([]);
    expect(only?.message).toBe(
      'containerd looks for CNI plugins in /my own (/etc/containerd/config.toml), and does not find /usr/lib/cni/host-local, /usr/lib/cni/portmap',
    );
    expect(only?.hint).toContain('ln -s /usr/lib/cni/host-local /usr/lib/cni/portmap "/my own"');
  });
});

describe('the folders that a conf names', () => {
  it.each([
    ['[plugins.cri.cni]\nbin_dir = "/a"', ['/a']],
    ['version = 2\n[plugins."io.containerd.grpc.v1.cri".cni]\nbin_dir = "/a"\nconf_dir = "/c"', ['/a']],
    ["version = 3\n[plugins.'io.containerd.cri.v1.runtime'.cni]\nbin_dirs = ['/a', '/b']", ['/a', '/b']],
    ['[plugins."io.containerd.grpc.v1.cri".cni]\nbin_dir = ""', []],
    ['disabled_plugins = ["cri"]', []],
    ['plugins = 1', []],
    ['[plugins]\ncri = [1]', []],
    ['[plugins.x.cni]\nbin_dirs = [1, "/a", ["/b"]]', ['/a']],
  ])('are found in %j of containerd', (text, folders) => {
    expect(containerdFolders(parse(text))).toEqual(folders);
  });

  it('are found in the confs of CRI-O and podman', () => {
    expect(crioFolders(parse('[crio.network]\nplugin_dirs = ["/a", "/b"]\nplugin_dir = "/c"'))).toEqual([
      '/c',
      '/a',
      '/b',
    ]);
    expect(crioFolders(parse('crio = "x"'))).toEqual([]);
    expect(podmanFolders(parse('[network]\ncni_plugin_dirs = ["/a"]'))).toEqual(['/a']);
    const netavark = '[network]\nnetwork_backend = "netavark"\ncni_plugin_dirs = ["/a"]';
    expect(podmanFolders(parse(netavark))).toEqual([]);
  });
});
