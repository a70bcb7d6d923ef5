import type { LabDocument } from '../../generated/types.d.ts';
import { SWITCH_BRIDGE } from '../../lab/index.ts';
import type { Style } from './style.ts';

interface Lines {
  readonly branch: string;
  readonly last: string;
  readonly down: string;
}

const UNICODE: Lines = { branch: '├─ ', last: '└─ ', down: '│  ' };
const ASCII: Lines = { branch: '|- ', last: '`- ', down: '|  ' };
const NOTHING = '   ';

/** A member as a row: its name, what it has, and what is wrong with it. */
interface Row {
  readonly tree: string;
  readonly cells: readonly string[];
  readonly problem: string | undefined;
}

/** A lab as a drawing: what hangs on what, with addresses, as for `tree`. */
export function pictureText(lab: LabDocument, style: Style): string {
  const lines = style.unicode ? UNICODE : ASCII;
  const nodes = lab.nodes.flatMap((node, i) => nodeRows(node, i === lab.nodes.length - 1, lines));
  const hub: Row = {
    tree: 'switch',
    cells: [`${SWITCH_BRIDGE} ${lab.switch.address}`],
    problem: lab.switch.problem,
  };
  const pods = lab.nodes.reduce((sum, node) => sum + node.pods.length, 0);
  const head = `lab "${lab.name}": ${counted(lab.nodes.length, 'node')} in ${lab.underlay}, ${counted(pods, 'pod')} in ${lab.network}`;
  return `${head}\n\n${aligned([hub, ...nodes], style)}`;
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

function nodeRows(node: LabDocument['nodes'][number], isLast: boolean, lines: Lines): Row[] {
  const below = isLast ? NOTHING : lines.down;
  const subnet = node.subnet === undefined ? 'no subnet' : `subnet ${node.subnet}`;
  return [
    {
      tree: `${isLast ? lines.last : lines.branch}${node.name}`,
      cells: [`eth0 ${node.publicIP}`, subnet],
      problem: node.problem,
    },
    ...node.pods.map(({ name, address, problem }, i) => ({
      tree: `${below}${i === node.pods.length - 1 ? lines.last : lines.branch}${name}`,
      cells: [address === undefined ? 'no address' : `eth0 ${address}`],
      problem,
    })),
  ];
}

function aligned(rows: readonly Row[], { bad }: Style): string {
  const width = (texts: readonly string[]): number => Math.max(0, ...texts.map((text) => text.length));
  const tree = width(rows.map((row) => row.tree));
  const first = width(rows.map(({ cells }) => cells[0] ?? ''));
  return rows
    .map((row) => {
      const [head = '', ...rest] = row.cells;
      const text = [row.tree.padEnd(tree), head.padEnd(first), ...rest].join('  ').trimEnd();
      return row.problem === undefined ? text : `${text}  ${bad(row.problem)}`;
    })
    .join('\n');
}

/** Whether a lab is well, as one line. */
export function wellText({ complete, ok, ...lab }: LabDocument, { good, bad }: Style): string {
  if (!complete) return bad('not complete: its `lab up` was cut short or is still at work');
  if (ok) return good('all is well');
  const members = [lab.switch, ...lab.nodes, ...lab.nodes.flatMap(({ pods }) => pods)];
  const unwell = members.filter(({ problem }) => problem !== undefined).length;
  return bad(`${unwell} of ${members.length} members ${unwell === 1 ? 'is' : 'are'} not well`);
}
