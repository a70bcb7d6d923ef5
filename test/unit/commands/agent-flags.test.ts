import { afterEach, describe, expect, it, vi } from 'vitest';
import type { CliResult } from '../../support/cli/cli.ts';
import { inProcess } from '../../support/cli/in-process.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

/** How the agent takes a command line, as the words of the unit that it would run by. */
const unitOf = async (...args: readonly string[]): Promise<CliResult> =>
  inProcess(['agent', '--print-unit', ...args]);

async function wordsOf(...args: readonly string[]): Promise<string[]> {
  const { exitCode, stdout, stderr } = await unitOf(...args);
  expect([exitCode, stderr]).toEqual([0, '']);
  return commandOf(stdout);
}

const commandOf = (unit: string): string[] =>
  (/^ExecStart=(?:.*) agent ?(.*)$/m.exec(unit)?.[1] ?? '').split(' ').filter(Boolean);

const variableOf = (flag: string): string => `FLANNELD_${flag.toUpperCase().replaceAll('-', '_')}`;

/** flanneld's flags with a value, and a value for each. */
const VALUES = {
  'etcd-endpoints': 'http://10.0.0.1:2379,http://10.0.0.2:2379',
  'etcd-prefix': '/k8s/network',
  'etcd-keyfile': '/etc/etcd/client.key',
  'etcd-certfile': '/etc/etcd/client.crt',
  'etcd-cafile': '/etc/etcd/ca.crt',
  'etcd-username': 'flannel',
  iface: 'eth0',
  'iface-regex': '^10[.]0[.]',
  'iface-can-reach': '192.0.2.1',
  'public-ip': '198.51.100.7',
  'public-ipv6': '2001:db8::7',
  'subnet-lease-renew-margin': '30',
  'kube-api-url': 'https://10.0.0.1:6443',
  'kubeconfig-file': '/etc/kubernetes/kubelet.conf',
  'kube-annotation-prefix': 'flannel.example.org',
  'net-config-path': '/etc/net-conf.json',
  'healthz-ip': '127.0.0.1',
  'healthz-port': '8081',
} as const;

const BOOLEANS = [
  'ip-masq',
  'ip-masq-fully-random-disable',
  'kube-subnet-mgr',
  'set-node-network-unavailable',
] as const;

describe('a flag of flanneld’s with a value', () => {
  const withoutQuotes = (words: readonly string[]): string[] => words.map((word) => word.replaceAll('"', ''));

  it.each(Object.entries(VALUES))('is taken: %s', async (flag, value) => {
    const taken = [`--${flag}=${value}`];
    for (const given of [
      [`--${flag}`, value],
      [`-${flag}`, value],
      [`--${flag}=${value}`],
      [`-${flag}=${value}`],
    ])
      expect(withoutQuotes(await wordsOf(...given))).toEqual(taken);
  });

  it.each(Object.entries(VALUES))(
    'is taken from its variable, unless that is empty: %s',
    async (flag, value) => {
      vi.stubEnv(variableOf(flag), value);
      expect(withoutQuotes(await wordsOf())).toEqual([`--${flag}=${value}`]);
      vi.stubEnv(variableOf(flag), '');
      expect(await wordsOf()).toEqual([]);
    },
  );

  it('comes before its variable', async () => {
    vi.stubEnv('FLANNELD_IFACE', 'eth1,eth2');
    expect(await wordsOf()).toEqual(['--iface=eth1,eth2']);
    expect(await wordsOf('-iface', 'eth0', '-iface=eth3')).toEqual(['--iface=eth0', '--iface=eth3']);
  });

  it.each(['etcd-cafile', 'kubeconfig-file', 'public-ip', 'iface-can-reach'])(
    'that is empty is none: %s',
    async (flag) => {
      expect(await wordsOf(`--${flag}=`)).toEqual([]);
    },
  );

  it.each(['0', '1440', 'x'])('is refused out of its range: a margin of %s', async (margin) => {
    const { exitCode, stderr } = await unitOf(`--subnet-lease-renew-margin=${margin}`);
    expect([exitCode, stderr]).toEqual([64, expect.stringContaining(margin)]);
  });
});

describe('a boolean of flanneld’s', () => {
  it.each(BOOLEANS)('is taken: %s', async (flag) => {
    for (const given of [`--${flag}`, `-${flag}`, `--${flag}=true`, `-${flag}=1`, `-${flag}=T`])
      expect(await wordsOf(given)).toEqual([`--${flag}`]);
    for (const given of [`--${flag}=false`, `-${flag}=0`, `--no-${flag}`])
      expect(await wordsOf(given)).toEqual([`--no-${flag}`]);
  });

  it.each(BOOLEANS)('is taken from its variable, where the command line says nothing: %s', async (flag) => {
    vi.stubEnv(variableOf(flag), 't');
    expect(await wordsOf()).toEqual([`--${flag}`]);
    expect(await wordsOf(`--${flag}=false`)).toEqual([`--no-${flag}`]);
    vi.stubEnv(variableOf(flag), 'false');
    expect(await wordsOf()).toEqual([`--no-${flag}`]);
    vi.stubEnv(variableOf(flag), '');
    expect(await wordsOf()).toEqual([]);
  });

  it('is true or false', async () => {
    const { exitCode, stderr } = await unitOf('-ip-masq=maybe');
    expect([exitCode, stderr]).toEqual([
      64,
      expect.stringContaining('--ip-masq=maybe is neither true nor false'),
    ]);
    vi.stubEnv('FLANNELD_IP_MASQ', 'on');
    expect((await unitOf()).stderr).toContain('FLANNELD_IP_MASQ=on is neither true nor false');
  });
});

describe('a flag of flanneld’s without a meaning here', () => {
  it.each([
    ['-v', '4'],
    ['--v=4'],
    ['--vmodule', 'kube=2'],
    ['--log_backtrace_at=x.go:1'],
    ['-iptables-resync', '5'],
    ['--iptables-forward-rules=true'],
    ['-iptables-forward-rules'],
  ])('is named and left out: %s', async (...given: readonly string[]) => {
    const { exitCode, stdout, stderr } = await unitOf(...given, '--iface', 'eth0');
    expect([exitCode, commandOf(stdout)]).toEqual([0, ['--iface=eth0']]);
    const name = given[0]?.replace(/^-+/, '').replace(/=.*/, '');
    expect(stderr).toMatch(
      new RegExp(`^warning: --${name} is a setting of flanneld's that has no meaning here`),
    );
  });

  it('is named if its variable has it', async () => {
    vi.stubEnv('FLANNELD_V', '4');
    vi.stubEnv('FLANNELD_IPTABLES_RESYNC', '');
    const { stderr } = await unitOf();
    expect(stderr).toContain('FLANNELD_V is a setting');
    expect(stderr).not.toContain('RESYNC');
  });
});

describe('a flag that would make another node than is made here', () => {
  it.each([
    ['--iptables-forward-rules=false', 'is always let through', 'Leave it out'],
    ['--version', 'the version of its program', 'flannelctl --version'],
    ['--etcd-password=secret', 'a password is not written into a unit', '/etc/default/flannelctl-agent'],
  ])('is refused, with what to do: %s', async (given, message, hint) => {
    const { exitCode, stdout, stderr } = await unitOf(given);
    expect([exitCode, stdout, stderr]).toEqual([64, '', expect.stringContaining(message)]);
    expect(stderr).toContain(hint);
    expect(stderr).not.toContain('secret');
  });

  it('is refused as a variable, too', async () => {
    vi.stubEnv('FLANNELD_IPTABLES_FORWARD_RULES', 'false');
    expect((await unitOf()).exitCode).toBe(64);
    expect((await unitOf('--iptables-forward-rules=true')).exitCode).toBe(0);
    vi.stubEnv('FLANNELD_IPTABLES_FORWARD_RULES', '');
    vi.stubEnv('FLANNELD_ETCD_PASSWORD', 'secret');
    expect(await unitOf()).toMatchObject({ exitCode: 64, stdout: '' });
  });
});

describe('a flag that nobody knows', () => {
  it.each([
    ['--etcd-endpoint', '--etcd-endpoints'],
    ['-kube-subnet-manager', '--kube-subnet-mgr'],
    ['--ifaces', '--iface'],
  ])('is refused with the closest that is there: %s', async (given, meant) => {
    const { exitCode, stderr } = await unitOf(given, 'x');
    expect([exitCode, stderr]).toEqual([64, expect.stringContaining(meant)]);
  });
});

describe('the unit', () => {
  it('finds files from any folder', async () => {
    const { stdout } = await inProcess(['agent', '--print-unit', '--nodes', 'plan.yaml'], { cwd: '/tmp' });
    expect(commandOf(stdout)).toEqual(['--nodes=/tmp/plan.yaml']);
  });

  it('has the root where it is another', async () => {
    expect(await wordsOf('--root', '/tmp')).toEqual(['--root', '/tmp']);
  });
});
