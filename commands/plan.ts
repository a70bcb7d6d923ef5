import * as Flags from '@oclif/core/flags';
import { Failure, type Problem } from '../src/errors/index.ts';
import { inputName, readInput, STDIN } from '../src/host/index.ts';
import { type PlanInput, planDocument, planSummary } from '../src/leases/index.ts';
import { type NodeName, parseNodeName } from '../src/net/index.ts';
import { planFromInputs, readHostPlan, readNetConfInput } from '../src/node/index.ts';
import { finishDocument, renderDocument } from '../src/output/index.ts';
import { BaseCommand } from './shared/base.ts';
import { rootFlag, sourceFlags, sourceOptions } from './shared/node-flags.ts';

export default class Plan extends BaseCommand {
  static override usage = [
    '<%= command.id %> --nodes FILE [--net-conf FILE] [--previous FILE] [--strict] [--kube-annotation-prefix PREFIX] [--json | -o text|json|yaml]',
    '<%= command.id %> --from-host [--node NAME] [--root DIR] [--json | -o text|json|yaml]',
  ];
  static override summary = 'Give every node of a list its subnet.';
  static override description = [
    'Prints a subnet plan: the net-conf and, for each node, its name, public IP, subnet and, with vxlan, VNI and ' +
      'VTEP MAC. It is all that a node needs to join, and the list of its peers.',
    "With --previous no node's subnet ever moves: nodes that are still in the list keep theirs, those that are gone " +
      'give theirs back. The same input gives the same bytes, whatever the order of the nodes.',
    'A node list is a list, in YAML or JSON, of nodes with the keys name and publicIP (or publicIPv6, or both) and, where ' +
      'wanted, subnet and ipv6Subnet (those it is to have), vtepMAC and vtepMACv6 (where they are not to be derived). What ' +
      'kubectl and etcdctl print is understood as well: nodes then keep what flannel gave them. Any one of the files may ' +
      'be - for stdin.',
    'Ends with 3 if a file is wrong or not readable, the network is full, or an assignment would have to move.',
  ].join('\n\n');
  static override examples = [
    '<%= config.bin %> plan --net-conf net-conf.json --nodes nodes.yaml > plan.yaml',
    '<%= config.bin %> plan --net-conf net-conf.json --nodes nodes.yaml --previous plan.yaml > plan-new.yaml',
    'etcdctl get --prefix /coreos.com/network | <%= config.bin %> plan --nodes - > plan.yaml',
    '<%= config.bin %> plan --from-host --node n1 > plan.yaml',
  ];
  static override flags = {
    'net-conf': Flags.string({
      helpValue: 'FILE',
      summary: "flannel's net-conf.json, - for stdin, or its text. [default: the one in the list of nodes]",
    }),
    nodes: Flags.string({
      helpValue: 'FILE',
      summary:
        'The nodes: a node list, a plan, or what `kubectl get nodes -o json` or `etcdctl get --prefix …` prints.',
    }),
    ...sourceFlags,
    'from-host': Flags.boolean({
      summary: 'Read the plan off this node, which flannel has built.',
      exclusive: ['net-conf', 'nodes', 'previous'],
    }),
    ...rootFlag,
    node: Flags.string({
      dependsOn: ['from-host'],
      helpValue: 'NAME',
      summary: 'The name of this node in the plan. [default: by its subnet]',
    }),
    previous: Flags.string({ helpValue: 'FILE', summary: 'The plan whose assignments are to stay.' }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(Plan);
    const { 'from-host': isFromHost, 'net-conf': netConf, nodes, previous } = flags;
    if (isFromHost) {
      const { document, problems } = await readHostPlan(
        flags.root,
        flags.node === undefined ? {} : { name: nodeName(flags.node) },
      );
      return this.printPlan(document, problems);
    }
    if (nodes === undefined) throw noNodes();
    refuseSharedStdin([netConf, nodes, previous]);
    const {
      plan,
      previous: before,
      warnings,
    } = await planFromInputs({
      ...(netConf === undefined ? {} : { netConf: await readNetConfInput(netConf) }),
      nodes: await read(nodes),
      ...(previous === undefined ? {} : { previous: await read(previous) }),
      ...sourceOptions(flags),
    });
    await this.printPlan(planDocument(plan), warnings);
    this.note(planSummary(plan, before));
  }

  /** Text output is the plan file, without the warnings that a document has. */
  private async printPlan(document: { kind: string }, warnings: readonly Problem[]): Promise<void> {
    this.warnOf(warnings);
    const text = this.format === 'text' ? await renderDocument(finishDocument(document), 'yaml') : '';
    await this.print({ document: () => document, text: () => text });
  }
}

function nodeName(text: string): NodeName {
  const name = parseNodeName(text);
  if (name !== undefined) return name;
  throw new Failure('invalidConfig', `${JSON.stringify(text)} is not a node name`);
}

const noNodes = (): Failure =>
  new Failure('usage', 'a plan is made of a list of nodes', {
    hint: 'Give --nodes FILE, or --from-host on a node that flannel has built.',
  });

const read = async (file: string): Promise<PlanInput> => ({
  file: inputName(file),
  text: await readInput(file),
});

function refuseSharedStdin(files: readonly (string | undefined)[]): void {
  if (files.filter((file) => file === STDIN).length > 1)
    throw new Failure('usage', 'only one file can be read from stdin', { hint: 'Give - once.' });
}
