import { confListOf } from '../../../config/index.ts';
import { readSubnetEnv, SUBNET_ENV } from '../../../flannel/index.ts';
import { type Fact, fileText } from '../../../host/index.ts';
import { type CheckedNode, type Finding, nodeCheck, warning } from '../../check.ts';

/** Where this node writes its subnet.env. */
const writtenFile = ({ network: { subnetFile = SUBNET_ENV } }: CheckedNode): string => subnetFile;

/** The file that flannel's plugin reads this node's subnet from, where its conf has it read another than this node writes. */
function otherFile(node: CheckedNode): string | undefined {
  const [first] = confListOf(node.network).plugins ?? [];
  if (first?.type !== 'flannel') return undefined;
  const { subnetFile: file = SUBNET_ENV } = first;
  return typeof file === 'string' && file !== writtenFile(node) ? file : undefined;
}

const NONE: Fact<string | null> = { name: 'no file', read: async () => null };

function findings(node: CheckedNode, text: string | null): Finding[] {
  const file = otherFile(node);
  if (file === undefined) return [];
  const written = writtenFile(node);
  const hint =
    written === SUBNET_ENV
      ? `Leave subnetFile out of the CNI conf: the plugin reads ${SUBNET_ENV} then.`
      : `Give the CNI conf "subnetFile": ${JSON.stringify(written)}, where this node writes it.`;
  if (text === null)
    return [
      warning(`the CNI conf has flannel's plugin read ${file}, which does not exist`, hint, {
        impact: "New pods can't be attached.",
      }),
    ];
  const env = readSubnetEnv(text);
  return node.network.families.flatMap(({ name, own }) => {
    const said = 'refused' in env ? undefined : env[name]?.subnet;
    if (said === own.subnet) return [];
    return [
      warning(
        `the CNI conf has flannel's plugin read ${file}, which says ${said ?? 'no subnet'}; this node has ${own.subnet}`,
        hint,
        {
          evidence: [`${file}: ${said ?? ('refused' in env ? env.refused : 'no subnet')}`],
          impact: 'New pods get addresses that no peer sends to this node.',
        },
      ),
    ];
  });
}

/** Whether flannel's plugin reads the subnet of this node. */
export const subnetFile = nodeCheck({
  name: 'SubnetFile',
  symptom:
    'Pods get addresses of another subnet than the node has, or can’t start (loadFlannelSubnetEnv failed)',
  when: [],
  needs: (node) => {
    const file = otherFile(node);
    return { text: file === undefined ? NONE : fileText(node.root, file) };
  },
  run: (node, { text }) => findings(node, text),
});
