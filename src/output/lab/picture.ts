import type { LabReport } from '../../lab/index.ts';
import { counted, printable } from '../../text/index.ts';
import type { Style } from './style.ts';

interface Lines {
  readonly branch: string;
  readonly last: string;
  readonly down: string;
}

const UNICODE: Lines = { branch: '├─ ', last: '└─ ', down: '│  ' };
const ASCII: Lines = { branch: '|- ', last: '`- ', down: '|  ' };
const NOTHING = '   ';

/** A member as a row: its name, its addresses, its problem, and the rows below it. */
interface Row {
  readonly name: string;
  readonly cells: readonly string[];
  readonly problem?: string | undefined;
  readonly below: readonly Row[];
}

/** A lab as a tree drawing, with addresses. */
export function pictureText(lab: LabReport, style: Style): string {
  const { underlays, nodes } = lab;
  const pods = nodes.reduce((sum, node) => sum + node.pods.length, 0);
  const spread = underlays.length > 1 ? `${underlays.length} underlays with a router between: ` : '';
  const networks = underlays.map((underlay) => present(underlay.network, underlay.ipv6Network).join(' '));
  const inPods = present(lab.network, lab.ipv6Network).join(' ');
  const head = `lab "${lab.name}": ${backendText(lab.backend)}, ${counted(nodes.length, 'node')} in ${spread}${networks.join(', ')}, ${counted(pods, 'pod')} in ${inPods}`;
  return `${head}\n\n${drawn(hubRow(lab), style)}`;
}

const backendText = ({ type, directRouting }: LabReport['backend']): string =>
  directRouting ? `${type} with DirectRouting` : type;

const present = (...values: readonly (string | undefined)[]): string[] =>
  values.filter((value) => value !== undefined);

/** A link as cells: its name before its first address. */
const linkCells = (link: string, addresses: readonly string[]): string[] =>
  addresses.map((address, i) => (i === 0 ? `${link} ${address}` : address));

/**
 * The switch's row. A single bridge has the same row as the switch; several bridges have a row each, with their nodes
 * below.
 */
function hubRow({ switch: { problem }, storeKind, store, underlays, nodes }: LabReport): Row {
  const stored = store === undefined ? [] : [`${storeKind} ${store}`];
  const bridges = underlays.map(({ bridge, gateway, ipv6Gateway }) => ({
    bridge,
    addresses: present(gateway, ipv6Gateway),
    below: nodes.filter((node) => node.bridge === bridge).map(nodeRow),
  }));
  const [only, ...others] = bridges;
  if (only !== undefined && others.length === 0)
    return {
      name: 'switch',
      cells: [...linkCells(only.bridge, only.addresses), ...stored],
      problem,
      below: only.below,
    };
  const below = bridges.map(({ bridge: name, addresses: cells, below }): Row => ({ name, cells, below }));
  return { name: 'switch', cells: stored, problem, below };
}

function nodeRow(node: LabReport['nodes'][number]): Row {
  const [first = 'no subnet', ...others] = present(node.subnet, node.ipv6Subnet).map((subnet, i) =>
    i === 0 ? `subnet ${subnet}` : subnet,
  );
  return {
    name: node.name,
    cells: [...linkCells('eth0', present(node.publicIP, node.publicIPv6)), first, ...others],
    problem: node.problem,
    below: node.pods.map(({ name, address, ipv6Address, problem }) => {
      const cells = linkCells('eth0', present(address, ipv6Address));
      return { name, cells: cells.length === 0 ? ['no address'] : cells, problem, below: [] };
    }),
  };
}

/** A row with the tree lines before it. */
interface DrawnRow extends Omit<Row, 'below' | 'name'> {
  readonly tree: string;
}

function rowsOf(row: Row, lines: Lines, lead = '', below = ''): DrawnRow[] {
  const { name, cells, problem } = row;
  return [
    { tree: `${lead}${name}`, cells, problem },
    ...row.below.flatMap((next, i) => {
      const isLast = i === row.below.length - 1;
      return rowsOf(
        next,
        lines,
        `${below}${isLast ? lines.last : lines.branch}`,
        `${below}${isLast ? NOTHING : lines.down}`,
      );
    }),
  ];
}

function drawn(top: Row, { bad, unicode }: Style): string {
  const rows = rowsOf(top, unicode ? UNICODE : ASCII);
  const width = (texts: readonly string[]): number => Math.max(0, ...texts.map((text) => text.length));
  const tree = width(rows.map((row) => row.tree));
  const cellWidth = (column: number): number => width(rows.map(({ cells }) => cells[column] ?? ''));
  return rows
    .map(({ tree: lead, cells, problem }) => {
      const padded = cells.map((cell, column) => cell.padEnd(cellWidth(column)));
      const text = [lead.padEnd(tree), ...padded].join('  ').trimEnd();
      return problem === undefined ? text : `${text}  ${bad(printable(problem))}`;
    })
    .join('\n');
}

/** The health of a lab as one line. */
export function labHealthText({ complete, ok, ...lab }: LabReport, { good, bad }: Style): string {
  if (!complete) return bad('not complete: its `lab up` was cut short or is still at work');
  if (ok) return good('all is well');
  const members = [lab.switch, ...lab.nodes, ...lab.nodes.flatMap(({ pods }) => pods)];
  const unwell = members.filter(({ problem }) => problem !== undefined).length;
  return bad(`${unwell} of ${members.length} members ${unwell === 1 ? 'is' : 'are'} not well`);
}
