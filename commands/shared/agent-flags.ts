import * as Flags from '@oclif/core/flags';
import type * as Interfaces from '@oclif/core/interfaces';
import { LOG_FORMATS, LOG_LEVELS } from '../../src/agent/index.ts';
import { ANNOTATION_PREFIX, ETCD_PREFIX, SUBNET_ENV } from '../../src/flannel/index.ts';
import { PREFLIGHT_CHECKS } from '../../src/node/index.ts';
import { ignoreFlag, rootFlag } from './node-flags.ts';
import { onlyWith } from './only-with.ts';

/** flanneld's variable for a flag (flannel-facts 7.1). */
export const flanneldVariable = (flag: string): string =>
  `FLANNELD_${flag.toUpperCase().replaceAll('-', '_')}`;

const text = (flag: string, helpValue: string, summary: string, helpGroup?: string) =>
  Flags.string({ helpValue, summary, env: flanneldVariable(flag), ...(helpGroup && { helpGroup }) });

const yesOrNo = (flag: string, summary: string, helpGroup?: string) =>
  Flags.boolean({ allowNo: true, summary, env: flanneldVariable(flag), ...(helpGroup && { helpGroup }) });

const ETCD = 'ETCD';
const KUBERNETES = 'KUBERNETES';
const OPERATION = 'OPERATION';

/** The flags that say which store is followed, and how it is reached: flanneld's, by their names and variables. */
export const storeFlags = {
  nodes: Flags.string({
    helpValue: 'FILE',
    summary: 'Follow a list of nodes in a file: a plan, a node list, or what kubectl or etcdctl prints.',
  }),
  'etcd-endpoints': text(
    'etcd-endpoints',
    'URL,…',
    'Where etcd answers. [default: http://127.0.0.1:4001,http://127.0.0.1:2379]',
    ETCD,
  ),
  'etcd-prefix': text('etcd-prefix', 'KEY', `The key above flannel's. [default: ${ETCD_PREFIX}]`, ETCD),
  'etcd-cafile': text('etcd-cafile', 'FILE', "The CA of etcd's certificate.", ETCD),
  'etcd-certfile': text('etcd-certfile', 'FILE', "This client's certificate.", ETCD),
  'etcd-keyfile': text('etcd-keyfile', 'FILE', 'Its key.', ETCD),
  'etcd-username': text('etcd-username', 'NAME', 'The user, where etcd has its users.', ETCD),
  'etcd-password': text('etcd-password', 'TEXT', 'Its password; better in FLANNELD_ETCD_PASSWORD.', ETCD),
  'kube-subnet-mgr': yesOrNo('kube-subnet-mgr', 'Follow the nodes of a Kubernetes cluster.', KUBERNETES),
  'kube-api-url': text('kube-api-url', 'URL', 'The API server. [default: the kubeconfig’s]', KUBERNETES),
  'kubeconfig-file': text(
    'kubeconfig-file',
    'FILE',
    "How to reach it. [default: the pod's service account]",
    KUBERNETES,
  ),
  'kube-annotation-prefix': text(
    'kube-annotation-prefix',
    'PREFIX',
    `The prefix of flannel's annotations. [default: ${ANNOTATION_PREFIX}]`,
    KUBERNETES,
  ),
  'set-node-network-unavailable': yesOrNo(
    'set-node-network-unavailable',
    'Write the condition NetworkUnavailable of this node. [default: yes]',
    KUBERNETES,
  ),
  'net-config-path': text(
    'net-config-path',
    'FILE',
    'The net-conf. [default: /etc/kube-flannel/net-conf.json; with --nodes, the one in the list]',
  ),
  node: Flags.string({
    helpValue: 'NAME',
    summary: "This node's name. [default: NODE_NAME, else the host name]",
    env: 'NODE_NAME',
  }),
};

/** The flags of the agent: flanneld's, by their names and variables. */
export const agentFlags = {
  ...rootFlag,
  ...storeFlags,
  iface: Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'LINK|IP',
    summary: "The uplink; if given more than once, the first that exists. [default: the default route's]",
    env: flanneldVariable('iface'),
  }),
  'iface-regex': Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'REGEX',
    summary: 'The uplink by a pattern of its address or name.',
    env: flanneldVariable('iface-regex'),
  }),
  'iface-can-reach': text('iface-can-reach', 'IP', 'The uplink by which this address is reached.'),
  'public-ip': text('public-ip', 'IP', "The address peers reach this node at. [default: the uplink's]"),
  'public-ipv6': text('public-ipv6', 'IP', 'The same of IPv6.'),
  'ip-masq': yesOrNo('ip-masq', 'Masquerade what leaves the pod network.'),
  'ip-masq-fully-random-disable': yesOrNo(
    'ip-masq-fully-random-disable',
    'Masquerade without source ports picked at random.',
  ),
  'ip-blackhole-route': yesOrNo(
    'ip-blackhole-route',
    'Drop what is for pods of this node that are not there; else it leaves by the default route.',
  ),
  'subnet-file': text(
    'subnet-file',
    'FILE',
    `Where subnet.env is, which CNI plugins read. [default: ${SUBNET_ENV}]`,
  ),
  'subnet-lease-renew-margin': Flags.integer({
    helpValue: 'MINUTES',
    min: 1,
    max: 1439,
    summary: 'How long before its end the lease is renewed. [default: 60]',
    env: flanneldVariable('subnet-lease-renew-margin'),
  }),
  'healthz-ip': text(
    'healthz-ip',
    'IP',
    'Where /healthz, /readyz and /metrics are served. [default: 0.0.0.0]',
    OPERATION,
  ),
  'healthz-port': Flags.integer({
    helpValue: 'PORT',
    min: 0,
    max: 65_535,
    summary: 'On which port; 0: nowhere. [default: 0]',
    env: flanneldVariable('healthz-port'),
    helpGroup: OPERATION,
  }),
  'log-format': Flags.option({
    options: LOG_FORMATS,
    summary: 'How the log is written, to stderr. [default: text]',
    helpGroup: OPERATION,
  })(),
  'log-level': Flags.option({
    options: LOG_LEVELS,
    summary: 'The lowest level in it. [default: info]',
    helpGroup: OPERATION,
  })(),
  'ignore-preflight-errors': ignoreFlag(PREFLIGHT_CHECKS),
  'print-unit': Flags.boolean({
    summary: 'Print a systemd unit that runs the agent with these flags and variables, and end.',
    helpGroup: OPERATION,
  }),
};

/** The flags that have systemd run the agent. */
export const serviceFlags = {
  'enable-service': Flags.boolean({
    summary: 'Write the unit flannelctl-agent.service with these flags, enable and start it, and end.',
    helpGroup: OPERATION,
    exclusive: ['print-unit'],
  }),
  ...onlyWith('enable-service', {
    yes: Flags.boolean({ char: 'y', summary: "Don't ask.", helpGroup: OPERATION }),
    'dry-run': Flags.boolean({ summary: 'Stop after showing what would be written.', helpGroup: OPERATION }),
  }),
};

/** The flags whose value is the path of a file. */
export const FILE_FLAGS: readonly string[] = [
  'nodes',
  'net-config-path',
  'kubeconfig-file',
  'etcd-cafile',
  'etcd-certfile',
  'etcd-keyfile',
];

/** The store's flags as they were given. */
export type StoreFlags = Interfaces.InferredFlags<typeof storeFlags>;
