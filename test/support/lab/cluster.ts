import type { DiagnosisDocument, LabTestDocument } from '../../../src/generated/types.d.ts';
import { flannelctl } from '../cli/cli.ts';
import { type TestLab, testLab } from '../host/lab.ts';

const NETWORKS = {
  IPv4: { Network: '10.244.0.0/16' },
  dual: { Network: '10.244.0.0/16', EnableIPv6: true, IPv6Network: 'fd00:244::/56' },
  IPv6: { EnableIPv4: false, EnableIPv6: true, IPv6Network: 'fd00:244::/56' },
};

/** How a node reaches its two peers, by each family. */
interface Ways {
  /** By the underlay alone. */
  readonly direct: number;
  readonly overlay: number;
}

interface Backend extends Ways {
  readonly conf: object;
  readonly underlays: number;
}

const BACKENDS: Readonly<Record<string, Backend>> = {
  vxlan: { conf: { Type: 'vxlan' }, underlays: 1, direct: 0, overlay: 2 },
  // n1 and n3 are on the first underlay, n2 is behind the router.
  'vxlan DirectRouting': {
    conf: { Type: 'vxlan', DirectRouting: true },
    underlays: 2,
    direct: 1,
    overlay: 1,
  },
  'host-gw': { conf: { Type: 'host-gw' }, underlays: 1, direct: 2, overlay: 0 },
};

/** A lab of 3 nodes with a pod each: a net-conf, and what it has to come to. */
export interface Cluster {
  readonly backend: string;
  readonly families: keyof typeof NETWORKS;
  readonly rules: 'nft' | 'iptables';
}

/** Every backend, family and firewall. */
export const CLUSTERS: readonly Cluster[] = Object.keys(BACKENDS).flatMap((backend) =>
  (['IPv4', 'dual', 'IPv6'] as const).flatMap((families) =>
    (['nft', 'iptables'] as const).map((rules) => ({ backend, families, rules })),
  ),
);

/** What was seen of a lab, counted. */
export interface Seen extends Ways {
  /** What failed, in its own words: `lab up`, or the paths. */
  readonly failures: readonly string[];
  readonly podToPod: LabTestDocument['podToPod'];
  readonly nodeToPod: LabTestDocument['nodeToPod'];
  readonly sourceKept: LabTestDocument['sourceKept'];
  /** What diagnose finds on n1, by packets too, while pods and nodes send a lot. */
  readonly findings: readonly string[];
  /** Which engine has our masquerading rules on n1. */
  readonly rules: readonly string[];
}

const count = (ok: number): LabTestDocument['podToPod'] => ({ ok, total: ok });

/** What is to be seen of a lab in which all is well. */
export function expected({ backend, families, rules }: Cluster): Seen {
  const { direct = 0, overlay = 0 } = BACKENDS[backend] ?? {};
  const number = families === 'dual' ? 2 : 1;
  return {
    failures: [],
    podToPod: count(6 * number),
    nodeToPod: count(9 * number),
    sourceKept: count(6 * number),
    direct: direct * number,
    overlay: overlay * number,
    findings: [],
    rules: [rules],
  };
}

const NONE = { ok: 0, total: 0 };
const NOTHING: Seen = {
  failures: [],
  podToPod: NONE,
  nodeToPod: NONE,
  sourceKept: NONE,
  direct: 0,
  overlay: 0,
  findings: [],
  rules: [],
};

/** Makes the lab, tests it, looks at n1, and takes it down. */
export async function tryOut(cluster: Cluster): Promise<Seen> {
  const lab = testLab();
  try {
    const conf = BACKENDS[cluster.backend];
    const args = ['--pods', '1', '--underlays', `${conf?.underlays}`, '--net-conf', '-'];
    const up = await flannelctl(['lab', 'up', '--name', lab.name, ...args], {
      input: JSON.stringify({
        ...NETWORKS[cluster.families],
        EnableNFTables: cluster.rules === 'nft',
        Backend: conf?.conf,
      }),
    });
    if (up.exitCode !== 0) return { ...NOTHING, failures: [up.stderr] };
    const { stdout } = await lab.lab('test', '-o', 'json');
    const { podToPod, nodeToPod, sourceKept, paths } = JSON.parse(stdout) as LabTestDocument;
    const failures = paths.filter(({ ok }) => !ok).map((path) => JSON.stringify(path));
    const [ways, rules] = await Promise.all([waysOf(lab.exec), rulesOf(lab.exec)]);
    const findings = await findingsInNoise(lab, cluster);
    return { failures, podToPod, nodeToPod, sourceKept, ...ways, findings, rules };
  } finally {
    await lab.lab('down');
  }
}

type Exec = ReturnType<typeof testLab>['exec'];

/** Our routes on n1, by what they lead over. */
async function waysOf(exec: Exec): Promise<Ways> {
  const texts = await Promise.all(
    ['-4', '-6'].map(async (family) => exec('n1', 'ip', '-N', '-j', family, 'route')),
  );
  const routes = texts.flatMap((text) => JSON.parse(text) as { protocol?: string; dev?: string }[]);
  const devices = routes.filter(({ protocol }) => protocol === '140').map(({ dev }) => dev ?? '');
  return {
    direct: devices.filter((dev) => dev === 'eth0').length,
    overlay: devices.filter((dev) => dev.startsWith('flannel')).length,
  };
}

/** iptables' rules are seen by nft, too, in tables of their own. */
async function rulesOf(exec: Exec): Promise<string[]> {
  const ruleset = await exec('n1', 'nft', 'list', 'ruleset');
  return [
    ...(/^table ip6? flannelctl /m.test(ruleset) ? ['nft'] : []),
    ...(/^\tchain FLANNEL-POSTRTG /m.test(ruleset) ? ['iptables'] : []),
  ];
}

/** A flood of pings, UDP that nobody listens to, an address that no pod has, and multicast, which vxlan drops. */
const noiseTo = (pod: string, nobody: string, group: string): string =>
  `noise ping -f -s 1300 ${pod}
  noise ping -i 0.01 ${nobody}
  noise bash -c 'while sleep 0.01; do echo x > /dev/udp/${pod}/7777; done'
  for link in $(ls /sys/class/net | grep -v ^lo$); do noise ping -i 0.01 -I $link ${group}; done`;

const NOISE: Readonly<Record<4 | 6, string>> = {
  4: noiseTo('10.244.2.2', '10.244.1.200', '224.0.0.1'),
  6: noiseTo('fd00:244:0:2::2', 'fd00:244:0:1::c8', 'ff02::1'),
};

/** What diagnose finds on n1, while this node sends a lot. */
async function findingsInNoise({ exec }: TestLab, { families }: Cluster): Promise<string[]> {
  const script = `
    noise() { timeout 60 "$@" >/dev/null 2>&1 & pids="$pids $!"; }
    ${([4, 6] as const).flatMap((number) => (families === `IPv${10 - number}` ? [] : NOISE[number])).join('\n')}
    flannelctl diagnose --probe -o json || true
    kill $pids`;
  const { findings } = JSON.parse(await exec('n1', 'sh', '-c', script)) as DiagnosisDocument;
  return findings.map(({ check, message }) => `${check}: ${message}`);
}
