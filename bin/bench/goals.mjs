// The goals for the figures: CPU time as a multiple of bare Node or bare ip in the same repetition, so that a goal
// means the same on another machine; memory in MiB. Those of the agent are in agent-goals.mjs.
import { judgeAgent } from './agent-goals.mjs';
import { judged } from './judged.mjs';
import { cpuOf, peakOf, ratioOf, rowOf } from './statistics.mjs';

const peers = (size, row) => ({ part: 'peers', size, row });
const documents = (size, row) => ({ part: 'documents', size, row });
const startUp = (row) => ({ part: 'start-up', row });

const NODE = 'node -e 0';
const ENTRIES = 'entries by ip and bridge';
const ROUTES = 'plain routes by ip';
const AGAIN = 'join again';

/** The rows that run without flannelctl. */
const BARE = [NODE, ENTRIES, ROUTES, 'reads by ip and bridge'];

const RATIOS = [
  [peers(10_000, 'first join'), ROUTES, 1],
  [peers(10_000, AGAIN), NODE, 11],
  [peers(10_000, 'status'), NODE, 10],
  [peers(10_000, 'diagnose'), 'status', 3],
  [peers(10_000, 'one peer added'), AGAIN, 1.2],
  [peers(40_000, 'first join'), ENTRIES, 3.5],
  [documents(40_000, 'plan, YAML'), NODE, 22],
  [documents(40_000, 'plan, JSON'), NODE, 22],
  [documents(40_000, 'validate, YAML'), NODE, 33],
  [documents(40_000, 'validate, JSON'), NODE, 33],
  [startUp('--version'), NODE, 1.1],
  [startUp('validate'), NODE, 1.5],
  [startUp('status, not set up'), NODE, 1.7],
  [startUp('--help'), NODE, 1.7],
];

/** The goals for memory: the largest process of any command, by the number of peers. */
const PEAKS = [
  [10_000, 200],
  [40_000, 450],
];

const MOST_CALLS = 10;

const rounded = (value) => (value === undefined ? undefined : Number(value.toFixed(2)));

const times = (value) => `${value.toFixed(2)} ×`;

const nameOf = ({ size, row }) => (size === undefined ? row : `${row}, ${size.toLocaleString('en')}`);

function judgeRatio(rows, [key, base, most]) {
  const row = rowOf(rows, key.part, key.size, key.row);
  const ratio = row === undefined ? undefined : rounded(ratioOf(rows, row, base)?.median);
  const goal = judged(`${nameOf(key)}: CPU, of ${base}`, most, ratio, times);
  if (ratio === undefined) return goal;
  const [seconds, unit] = [row, rowOf(rows, key.part, key.size, base)].map((each) => cpuOf(each).median);
  return { ...goal, seconds: `${seconds.toFixed(2)} (≤ ${(most * unit).toFixed(2)})` };
}

function judgePeak(rows, [size, most]) {
  const isOurs = (row) => row.part === 'peers' && row.size === size && !BARE.includes(row.row);
  const ours = rows.filter(isOurs).map(peakOf);
  const name = `largest process, ${size.toLocaleString('en')} peers`;
  const peak = ours.length === 0 ? undefined : Math.round(Math.max(...ours));
  return judged(name, most, peak, (value) => `${value} MB`);
}

export const callsOf = ({ byTool }) => Object.values(byTool).reduce((sum, calls) => sum + calls, 0);

function judgeCalls(calls) {
  const again = calls.find(({ row }) => row === AGAIN);
  const count = again === undefined ? undefined : callsOf(again);
  return judged(`tools started by ${AGAIN}`, MOST_CALLS, count, String);
}

/** Every goal, and whether these results meet it. */
export const judgeAll = ({ rows, calls }) => [
  ...RATIOS.map((goal) => judgeRatio(rows, goal)),
  ...PEAKS.map((goal) => judgePeak(rows, goal)),
  judgeCalls(calls),
  ...judgeAgent(rows),
];
