import * as Flags from '@oclif/core/flags';
import { ANNOTATION_PREFIX, SUBNET_ENV } from '../../src/flannel/index.ts';
import { PREFLIGHT_CHECKS, type SetUpInput } from '../../src/node/index.ts';
import { duration } from './duration.ts';
import { existingRoot } from './existing-root.ts';

/** The flag of every command that reads a node. */
export const rootFlag = {
  root: Flags.directory({
    helpValue: 'DIR',
    summary: 'Put before the path of every file (not of /proc and /sys).',
    env: 'FLANNELCTL_ROOT',
    default: '/',
    // An absolute path, because the watchdog and systemd's unit get it too and run in another directory. An empty value
    // counts as the default.
    parse: async (given) => existingRoot(given === '' ? '/' : given),
    helpGroup: 'GLOBAL',
  }),
};

/** The flags for reading a node list made by flannel or Kubernetes. */
export const sourceFlags = {
  'kube-annotation-prefix': Flags.string({
    helpValue: 'PREFIX',
    summary: `The prefix of the annotations that flannel uses on nodes. [default: ${ANNOTATION_PREFIX}]`,
  }),
  strict: Flags.boolean({ summary: 'Refuse a list in which one record can’t be read; else it is left out.' }),
};

/** The source flags that were given. */
export const sourceOptions = (flags: {
  readonly strict: boolean;
  readonly 'kube-annotation-prefix': string | undefined;
}): { annotationPrefix?: string; strict: boolean } => ({
  strict: flags.strict,
  ...(flags['kube-annotation-prefix'] === undefined
    ? {}
    : { annotationPrefix: flags['kube-annotation-prefix'] }),
});

/** The flag that ignores preflight checks. @param checks the names of the checks */
export const ignoreFlag = (checks: readonly string[]) =>
  Flags.string({
    delimiter: ',',
    multiple: true,
    helpValue: 'CHECK',
    summary: `Go on in spite of these checks: ${checks.join(', ')}, all.`,
  });

/** The flags of the commands that configure a node. Values that are not given come from the saved node. */
export const nodeFlags = {
  ...rootFlag,
  'net-conf': Flags.string({
    helpValue: 'FILE',
    summary: 'The network: a net-conf.json, - for stdin, or its text.',
  }),
  nodes: Flags.string({
    aliases: ['plan', 'peers'],
    helpValue: 'FILE',
    summary:
      'The list of nodes: a subnet plan, a node list, or what `kubectl get nodes -o json` or `etcdctl get --prefix …` ' +
      'prints; - for stdin. Also --plan, --peers.',
  }),
  ...sourceFlags,
  peer: Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'NAME=IP,SUBNET[,…]',
    summary: 'Add one peer, or change it. Can be given more than once.',
  }),
  node: Flags.string({ helpValue: 'NAME', summary: "This node's name. [default: the host name]" }),
  iface: Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'LINK|IP',
    summary:
      'The uplink; if given more than once, the first that exists. [default: as before, else the one with the public IP, else ' +
      'the default route’s]',
  }),
  'iface-regex': Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'REGEX',
    summary: 'The uplink by a pattern of its address or name.',
  }),
  'iface-can-reach': Flags.string({
    helpValue: 'IP',
    summary: 'The uplink by which this address is reached.',
  }),
  'public-ip': Flags.string({
    helpValue: 'IP',
    summary: "The address peers reach this node at. [default: the plan's, else the uplink's]",
  }),
  'public-ipv6': Flags.string({ helpValue: 'IP', summary: 'The same of IPv6.' }),
  'ip-masq': Flags.boolean({
    allowNo: true,
    summary: 'Masquerade what leaves the pod network. [default: yes]',
  }),
  'random-fully': Flags.boolean({
    allowNo: true,
    summary: 'Masquerade with source ports picked at random. [default: yes]',
  }),
  'ip-blackhole-route': Flags.boolean({
    allowNo: true,
    summary:
      'Drop what is for pods of this node that are not there; else it leaves by the default route. [default: no]',
  }),
  'enable-service': Flags.boolean({
    allowNo: true,
    summary: 'Have systemd bring the network back when the node boots (flannelctl.service). [default: no]',
  }),
  'cni-type': Flags.option({
    options: ['bridge', 'flannel'] as const,
    summary:
      'CNI conf with the plugins themselves, or the classic one with the flannel plugin. [default: bridge]',
  })(),
  'cni-conf': Flags.string({
    helpValue: 'FILE',
    summary: 'A CNI conf list to use instead of flannel’s own.',
  }),
  'subnet-file': Flags.string({
    helpValue: 'FILE',
    summary: `Where subnet.env is, which CNI plugins read. [default: ${SUBNET_ENV}]`,
  }),
  'ignore-preflight-errors': ignoreFlag(PREFLIGHT_CHECKS),
};

/** The flag of commands whose change an agent would undo. */
export const besideAgentFlag = {
  'beside-agent': Flags.boolean({
    summary:
      'Change this node although an agent keeps it up to date, which undoes what its store does not say.',
  }),
};

/** The flag for a file that says what the node flags say. */
export const configFlag = {
  config: Flags.string({
    helpValue: 'FILE',
    summary: 'A node config (see `flannelctl config`), - for stdin. Flags win over it.',
  }),
};

/** The flags for showing a diff. */
export const diffFlags = {
  'detailed-exitcode': Flags.boolean({
    summary: 'End with 2 if there are changes, made or only shown, with 0 if there are none.',
  }),
  verbose: Flags.boolean({ char: 'v', summary: 'One line per object: fold nothing.' }),
  'show-commands': Flags.boolean({ summary: 'Print the commands that the changes are made with.' }),
};

/** The flags of the commands that change the host. */
export const changeFlags = {
  ...diffFlags,
  yes: Flags.boolean({ char: 'y', summary: "Don't ask." }),
  'dry-run': Flags.boolean({ summary: 'Stop after the diff.' }),
  'lock-timeout': duration({
    summary: 'How long to wait for another flannelctl that is changing this network. [default: 0s]',
  }),
  'confirm-timeout': duration({
    summary:
      'Roll it back unless `flannelctl confirm` comes in time. [default: 120s where your own connection is touched; ' +
      '0: never]',
  }),
  'accept-loss': Flags.boolean({
    summary: 'Delete links even if routes or addresses of other programs on them are lost.',
  }),
};

interface NodeFlagValues {
  readonly root: string;
  readonly 'net-conf': string | undefined;
  readonly nodes: string | undefined;
  readonly 'kube-annotation-prefix': string | undefined;
  readonly strict: boolean;
  readonly peer: readonly string[] | undefined;
  readonly node: string | undefined;
  readonly iface: readonly string[] | undefined;
  readonly 'iface-regex': readonly string[] | undefined;
  readonly 'iface-can-reach': string | undefined;
  readonly 'public-ip': string | undefined;
  readonly 'public-ipv6': string | undefined;
  readonly 'ip-masq': boolean | undefined;
  readonly 'random-fully': boolean | undefined;
  readonly 'ip-blackhole-route': boolean | undefined;
  readonly 'enable-service': boolean | undefined;
  readonly 'cni-type': 'bridge' | 'flannel' | undefined;
  readonly 'cni-conf': string | undefined;
  readonly 'subnet-file': string | undefined;
}

/** The set-up input from the flags; flags that were not given are left out. */
export function readGiven(flags: NodeFlagValues): SetUpInput {
  const given = {
    netConf: flags['net-conf'],
    nodesFile: flags.nodes,
    node: flags.node,
    iface: flags.iface,
    ifaceRegex: flags['iface-regex'],
    ifaceCanReach: flags['iface-can-reach'],
    publicIP: flags['public-ip'],
    publicIPv6: flags['public-ipv6'],
    ipMasq: flags['ip-masq'],
    randomFully: flags['random-fully'],
    ipBlackholeRoute: flags['ip-blackhole-route'],
    enableService: flags['enable-service'],
    cniType: flags['cni-type'],
    cniConf: flags['cni-conf'],
    subnetFile: flags['subnet-file'],
  };
  const present = Object.entries(given).filter(([, value]) => value !== undefined);
  return {
    root: flags.root,
    peers: flags.peer ?? [],
    ...sourceOptions(flags),
    ...(Object.fromEntries(present) as Partial<SetUpInput>),
  };
}
