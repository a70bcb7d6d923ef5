import * as Flags from '@oclif/core/flags';
import { Failure } from '../src/errors/index.ts';
import { inputName, readInput, STDIN } from '../src/host/index.ts';
import { type PlanInput, planDocument, planFromFiles, planSummary } from '../src/leases/index.ts';
import { renderDocument, renderProblem } from '../src/output/index.ts';
import { BaseCommand } from './shared/base.ts';
import { sourceFlags } from './shared/node-flags.ts';

export default class Plan extends BaseCommand {
  static override summary = 'Give every node of a list its subnet.';
  static override description = [
    'Prints a subnet plan: the net-conf and, for each node, its name, public IP, subnet and, with vxlan, VNI and ' +
      'VTEP MAC. It is all that a node needs to join, and the list of its peers.',
    "With --previous no node's subnet ever moves: nodes that are still in the list keep theirs, those that are gone " +
      'give theirs back. The same input gives the same bytes, whatever the order of the nodes.',
    'A node list is a list, in YAML or JSON, of nodes with the keys name and publicIP and, where wanted, subnet (the ' +
      'one it is to have) and vtepMAC (where it is not to be derived from the subnet). Any one of the files may be - ' +
      'for stdin.',
    'Ends with 3 if a file is wrong or not readable, the network is full, or an assignment would have to move.',
  ].join('\n\n');
  static override examples = [
    '<%= config.bin %> plan --net-conf net-conf.json --nodes nodes.yaml > plan.yaml',
    '<%= config.bin %> plan --net-conf net-conf.json --nodes nodes.yaml --previous plan.yaml > plan-new.yaml',
    'etcdctl get --prefix /coreos.com/network | <%= config.bin %> plan --nodes - > plan.yaml',
  ];
  static override flags = {
    'net-conf': Flags.string({
      helpValue: 'FILE',
      summary: "flannel's net-conf.json. [default: the one in the list of nodes]",
    }),
    nodes: Flags.string({
      required: true,
      helpValue: 'FILE',
      summary:
        'The nodes: a node list, a plan, or what `kubectl get nodes -o json` or `etcdctl get --prefix …` prints.',
    }),
    ...sourceFlags,
    previous: Flags.string({ helpValue: 'FILE', summary: 'The plan whose assignments are to stay.' }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(Plan);
    const {
      'net-conf': netConf,
      nodes,
      previous,
      strict,
      'kube-annotation-prefix': annotationPrefix,
    } = flags;
    refuseSharedStdin([netConf, nodes, previous]);
    const made = await planFromFiles({
      ...(netConf === undefined ? {} : { netConf: await read(netConf) }),
      nodes: await read(nodes),
      strict,
      ...(annotationPrefix === undefined ? {} : { annotationPrefix }),
      ...(previous === undefined ? {} : { previous: await read(previous) }),
    });
    for (const warning of made.warnings) this.note(renderProblem(warning));
    const document = planDocument(made.plan);
    // The text a person reads is the file a person keeps.
    const text = flags.json || flags.output === 'json' ? '' : await renderDocument(document, 'yaml');
    await this.print({ document, text: () => text });
    this.note(planSummary(made.plan, made.previous));
  }
}

const read = async (file: string): Promise<PlanInput> => ({
  file: inputName(file),
  text: await readInput(file),
});

function refuseSharedStdin(files: readonly (string | undefined)[]): void {
  if (files.filter((file) => file === STDIN).length > 1)
    throw new Failure('usage', 'only one file can be read from stdin', { hint: 'Give - once.' });
}
