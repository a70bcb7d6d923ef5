// Formats the results as Markdown tables that are also readable as plain text.
import { callsOf, judgeAll } from './goals.mjs';
import { cpuOf, peakOf, ratioOf, wallOf } from './statistics.mjs';

const NODE = 'node -e 0';

/** Columns of ratios: the base row and the heading. */
const BASES = {
  agent: [],
  flanneld: [],
  'start-up': [[NODE, '× node']],
  documents: [[NODE, '× node']],
  peers: [
    [NODE, '× node'],
    ['entries by ip and bridge', '× entries'],
    ['plain routes by ip', '× routes'],
  ],
};

const TITLES = {
  agent: (size) => `An agent with ${size} records`,
  flanneld: (size) => `flanneld with ${size} records`,
  'start-up': () => 'Start-up',
  documents: (size) => `Plans of ${size} nodes`,
  peers: (size) => `A node with ${size} peers`,
};

const isNumber = (cell) => /^[\d.,–( )]*$/.test(cell);

/** Pads columns to equal width; numbers are aligned to the right. */
function table(head, lines) {
  const all = [head, ...lines];
  const columns = head.map((_, i) => ({
    width: Math.max(...all.map((line) => [...line[i]].length)),
    isRight: lines.every((line) => isNumber(line[i])),
  }));
  const pad = (cell, { width, isRight }) => (isRight ? cell.padStart(width) : cell.padEnd(width));
  const print = (line) => `| ${line.map((cell, i) => pad(cell, columns[i])).join(' | ')} |`;
  const rule = columns.map(({ width, isRight }) => `${'-'.repeat(width + 1)}${isRight ? ':' : '-'}`);
  return [print(head), `|${rule.join('|')}|`, ...lines.map(print)].join('\n');
}

/** Three digits, because a varying load gives no more precision. */
const number = (value) => (value >= 100 ? value.toFixed(0) : value.toPrecision(value < 0.1 ? 2 : 3));

const spread = ({ least, most }) => `${number(least)}–${number(most)}`;

/** The columns of all parts before their ratios, and those behind them. */
const FIRST = [
  ['command', ({ row }) => row],
  ['CPU s', (row) => number(cpuOf(row).median)],
  ['least–most', (row) => spread(cpuOf(row))],
];
const PEAK = ['peak MB', (row) => peakOf(row).toFixed(0)];
const WALL = ['wall s', (row) => number(wallOf(row).median)];
const RUNS = ['runs', ({ samples }) => `${samples.length}`];

/** A daemon runs on, with its tools beside it; of what it does often the slowest are of interest as well. */
const OF_DAEMON = [
  WALL,
  ['95 of 100', (row) => number(wallOf(row).p95)],
  ['MB', PEAK[1]],
  [
    'with its tools',
    ({ samples }) => Math.max(...samples.map(({ peak, withTools = peak }) => withTools)).toFixed(0),
  ],
  RUNS,
];
const LAST = { agent: OF_DAEMON, flanneld: OF_DAEMON };

const ratioColumn =
  (rows) =>
  ([base, head]) => [
    head,
    (row) => {
      const ratio = ratioOf(rows, row, base)?.median;
      return ratio === undefined ? '' : ratio.toFixed(2);
    },
  ];

function partTable(rows, part, size) {
  const own = rows.filter((row) => row.part === part && row.size === size);
  const columns = [...FIRST, ...BASES[part].map(ratioColumn(rows)), ...(LAST[part] ?? [PEAK, WALL, RUNS])];
  const lines = own.map((row) => columns.map(([, cell]) => cell(row)));
  const head = columns.map(([name]) => name);
  return `### ${TITLES[part](size?.toLocaleString('en'))}\n\n${table(head, lines)}`;
}

function callsLine({ row, byTool }) {
  const tools = Object.entries(byTool).map(([tool, count]) => `${tool} ${count}`);
  return [row, `${callsOf({ byTool })}`, tools.join(', ')];
}

const callsTable = (calls) =>
  `### Tools started\n\n${table(['command', 'calls', 'of which'], calls.map(callsLine))}`;

/** Seconds are shown for this machine only; they are no goal. */
const goalsTable = (results) =>
  `### Goals\n\n${table(
    ['what', 'goal', 'measured', 'in seconds here', ''],
    judgeAll(results).map(({ name, goal, measured, seconds, verdict }) => [
      name,
      goal,
      measured,
      seconds,
      verdict,
    ]),
  )}`;

function machineLine({ date, machine, load }) {
  const { cores, arch, kernel, node, iproute2 } = machine;
  const loads = load.map(Number);
  const tools = `Linux ${kernel}, Node ${node}, ${iproute2}`;
  return `${date.slice(0, 10)}: ${cores} cores, ${arch}, ${tools}; load ${Math.min(...loads)} to ${Math.max(...loads)}.`;
}

/** The tables of all measurements. */
export function allTables(results) {
  const { rows, calls } = results;
  const groups = new Map(rows.map(({ part, size }) => [`${part} ${size}`, [part, size]]));
  return [
    machineLine(results),
    goalsTable(results),
    ...[...groups.values()].map(([part, size]) => partTable(rows, part, size)),
    ...(calls.length > 0 ? [callsTable(calls)] : []),
  ].join('\n\n');
}
