import path from 'node:path';
import * as Flags from '@oclif/core/flags';
import { EXIT } from '../../src/errors/index.ts';
import { observeLab, UNDERLAYS_MAX, up } from '../../src/lab/index.ts';
import { isUnicode, nextSteps, paint, pictureText } from '../../src/output/index.ts';
import { LabChangeCommand } from '../shared/lab-change.ts';
import { labChangeFlags } from '../shared/lab-flags.ts';

export default class LabUp extends LabChangeCommand {
  static override summary = 'Make a cluster of network namespaces on this machine, with pods.';
  static override description =
    `Each node is a network namespace that runs the real flannelctl, with a folder of its own for its files; a switch
in a further namespace connects the nodes. Each pod is a namespace attached by its node's CNI conf list, with the
CNI plugins found in CNI_PATH, /opt/cni/bin or /usr/lib/cni. This machine's own network namespace is not touched.
The pods have the families and the backend that the net-conf says; the underlay has the same families.
--store kubernetes needs a kube-apiserver, which Kubernetes has in its release archives, and etcd; each node of the lab
is a Node with pod CIDRs there, and its agent has the rights of deploy/rbac.yaml.
If anything fails, or on Ctrl-C, what was made is taken down again.`;
  static override examples = [
    '<%= config.bin %> lab up',
    '<%= config.bin %> lab up --nodes 5 --pods 3 --net-conf net-conf.json --name five',
    '<%= config.bin %> lab up --store etcd',
    '<%= config.bin %> lab up --store kubernetes --apiserver ./kube-apiserver',
    '<%= config.bin %> lab up --nodes 4 --underlays 2 --net-conf direct-routing.json',
  ];
  static override flags = {
    nodes: Flags.integer({
      helpValue: 'N',
      default: 3,
      min: 1,
      max: 50,
      summary: 'How many nodes: n1, n2 …',
    }),
    pods: Flags.integer({
      helpValue: 'N',
      default: 2,
      min: 0,
      max: 20,
      summary: 'How many pods on each node: n1-p1, n1-p2 …',
    }),
    underlays: Flags.integer({
      helpValue: 'N',
      default: 1,
      min: 1,
      max: UNDERLAYS_MAX,
      summary: 'On how many underlay subnets the nodes are, in turn, with a router between.',
    }),
    'net-conf': Flags.string({
      helpValue: 'FILE',
      summary: "flannel's net-conf.json, - for stdin, or its text; default: vxlan in 10.244.0.0/16.",
    }),
    store: Flags.option({
      options: ['etcd', 'kubernetes'] as const,
      exclusive: ['verbose'],
      summary:
        'Run etcd, or kube-apiserver with etcd, on the switch, and on each node `flannelctl agent`, in place of init and join.',
    })(),
    apiserver: Flags.string({
      helpValue: 'FILE',
      dependsOn: ['store'],
      summary: 'The kube-apiserver that --store kubernetes runs; each node of the lab is a Node there.',
    }),
    verbose: Flags.boolean({
      char: 'v',
      summary: 'Show every object that is made on the first node.',
    }),
    ...labChangeFlags,
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(LabUp);
    const { nodes, pods, underlays, verbose, store, apiserver, 'net-conf': netConf } = flags;
    const { script, tell: note } = this;
    const given = {
      ...(netConf !== undefined && { netConf }),
      ...(store && { store }),
      ...(apiserver && { apiserver: path.resolve(apiserver) }),
    };
    // Another command may change the lab once it was looked at.
    const document = await this.changing(flags, async (name) => {
      await up({ name, nodes, pods, underlays, script, note, verbose, ...given });
      return observeLab({ lab: name, script });
    });
    const style = { unicode: isUnicode(process.env), good: paint.green, bad: paint.red };
    this.note('');
    await this.print({ document: () => document, text: () => pictureText(document, style) });
    this.note(`\n${nextSteps(document)}`);
    if (!document.ok) process.exitCode = EXIT.unhealthy;
  }
}
