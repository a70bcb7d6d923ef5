// The goals for an agent: plain values, which are flanneld's own on a machine of 2026, or what a user would notice; and
// multiples of what flanneld took, where the benchmark was given one.
import { judged } from './judged.mjs';
import { cpuOf, rowOf, wallOf } from './statistics.mjs';

const milliseconds = (seconds) => Math.round(seconds * 1000);
const ms = (value) => `${value} ms`;
const mb = (value) => `${value} MB`;

const longest = (rows) => (rows.length === 0 ? undefined : Math.max(...rows.map((row) => wallOf(row).most)));

const isMended = ({ part, size, row }, wanted) =>
  part === 'agent' && size === wanted && row.startsWith('mended: ');

/** What is measured in one row of a size. */
const ofRow = (row, measure) => (rows, size) => {
  const found = rowOf(rows, 'agent', size, row);
  return found && measure(found);
};

const PUT = 'one record, to its route';
const putMedian = ofRow(PUT, (row) => milliseconds(wallOf(row).median));
const put95 = ofRow(PUT, (row) => milliseconds(wallOf(row).p95));
const LIVE = '1000 records, 100 at once';
const live = ofRow(LIVE, (row) => milliseconds(cpuOf(row).median));
const ready = ofRow('start, until it is ready', (row) => milliseconds(wallOf(row).median));
const idle = ofRow('idle for a minute', (row) => milliseconds(cpuOf(row).median));
const memory = ofRow('idle for a minute', ({ samples }) =>
  Math.round(Math.max(...samples.map(({ peak }) => peak))),
);

function mended(rows, size) {
  const most = longest(rows.filter((row) => isMended(row, size)));
  return most === undefined ? undefined : milliseconds(most);
}

const GOALS = [
  [1000, `${PUT}: median`, 8, putMedian, ms],
  [1000, `${PUT}: 95 of 100`, 16, put95, ms],
  [1000, '1,000 more, 100 at once: CPU', 410, live, ms],
  [10_000, 'start, until it is ready', 1500, ready, ms],
  [1000, 'in memory', 90, memory, mb],
  [10_000, 'in memory', 160, memory, mb],
  [1000, 'idle for a minute: CPU', 50, idle, ms],
  [10_000, 'idle for a minute: CPU', 50, idle, ms],
  [1000, 'what others change, mended: the slowest', 1000, mended, ms],
  [10_000, 'what others change, mended: the slowest', 1000, mended, ms],
];

/** What the agent takes for the same as flanneld. */
const BESIDE_FLANNELD = [
  [10_000, 'start, to the last route', wallOf, 'time', 0.15],
  [1000, PUT, wallOf, 'time', 2],
  [1000, '100 records at once', wallOf, 'time', 1],
  [1000, LIVE, cpuOf, 'CPU', 1],
];

const times = (value) => `${value.toFixed(2)} ×`;

function judgeBeside(rows, [size, row, measure, unit, most]) {
  const both = ['agent', 'flanneld'].map((part) => rowOf(rows, part, size, row));
  const [ours, theirs] = both.map((found) => found && measure(found).median);
  const ratio = ours !== undefined && theirs > 0 ? Number((ours / theirs).toFixed(2)) : undefined;
  return judged(`agent, ${size.toLocaleString('en')}, ${row}: ${unit}, of flanneld`, most, ratio, times);
}

/** Every goal of the agent's, judged by the rows that there are. */
export const judgeAgent = (rows) => [
  ...GOALS.map(([size, what, most, measure, print]) =>
    judged(`agent, ${size.toLocaleString('en')}, ${what}`, most, measure(rows, size), print),
  ),
  ...BESIDE_FLANNELD.map((goal) => judgeBeside(rows, goal)),
];
