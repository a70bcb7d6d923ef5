// Draws the CPU time per peer over the number of peers, on two logarithmic axes, as SVG.
import { cpuOf } from './statistics.mjs';

/** The lines of the chart, in their usual order from top to bottom. */
const LINES = [
  ['first join', '#c0392b'],
  ['join again', '#d68910'],
  ['status', '#1f618d'],
  ['plain routes by ip', '#7d3c98'],
  ['entries by ip and bridge', '#1e8449'],
];

const PLOT = { left: 70, top: 30, width: 430, height: 300 };
const LABELS = 190;
const BELOW = 50;
const LINE_HEIGHT = 16;

const round = (value) => Math.round(value * 10) / 10;

/** Powers of ten from the one at or below the smallest value to the one at or above the largest. */
function axis(values) {
  const from = Math.floor(Math.log10(Math.min(...values)));
  const to = Math.max(from + 1, Math.ceil(Math.log10(Math.max(...values))));
  return {
    at: (value) => (Math.log10(value) - from) / (to - from),
    ticks: Array.from({ length: to - from + 1 }, (_, i) => 10 ** (from + i)),
  };
}

const text = (x, y, content, more = '') => `<text x="${round(x)}" y="${round(y)}" ${more}>${content}</text>`;

const stroke = (x1, y1, x2, y2) =>
  `<line x1="${round(x1)}" y1="${round(y1)}" x2="${round(x2)}" y2="${round(y2)}" stroke="#ddd"/>`;

function grid(toX, toY, xTicks, yTicks) {
  const right = PLOT.left + PLOT.width;
  const bottom = PLOT.top + PLOT.height;
  const middle = 'text-anchor="middle"';
  return [
    ...xTicks.map((tick) => stroke(toX(tick), PLOT.top, toX(tick), bottom)),
    ...xTicks.map((tick) => text(toX(tick), bottom + 18, tick.toLocaleString('en'), middle)),
    ...yTicks.map((tick) => stroke(PLOT.left, toY(tick), right, toY(tick))),
    ...yTicks.map((tick) => text(PLOT.left - 8, toY(tick) + 4, `${tick}`, 'text-anchor="end"')),
    text(PLOT.left, PLOT.top - 12, 'CPU of one peer, ms'),
    text(PLOT.left + PLOT.width / 2, bottom + 40, 'peers', middle),
  ];
}

/** Places the labels beside the ends of their lines without overlap. */
function spaced(ends) {
  let next = 0;
  return ends
    .toSorted((a, b) => a.y - b.y)
    .map((end) => {
      const y = Math.max(end.y, next);
      next = y + LINE_HEIGHT;
      return { ...end, y };
    });
}

function line({ color, points }, toX, toY) {
  const places = points.map(({ size, cost }) => [round(toX(size)), round(toY(cost))]);
  const dots = places.map(([x, y]) => `<circle cx="${x}" cy="${y}" r="3" fill="${color}"/>`);
  return [`<polyline points="${places.join(' ')}" fill="none" stroke="${color}" stroke-width="2"/>`, ...dots];
}

/** The points of each line, sorted by the number of peers. */
const seriesOf = (rows) =>
  LINES.map(([name, color]) => ({
    name,
    color,
    points: rows
      .filter(({ part, row }) => part === 'peers' && row === name)
      .map((row) => ({ size: row.size, cost: (cpuOf(row).median / row.size) * 1000 }))
      .toSorted((a, b) => a.size - b.size),
  })).filter(({ points }) => points.length > 0);

/** The chart; undefined if no node with peers was measured. */
export function chart({ rows }) {
  const series = seriesOf(rows);
  if (series.length === 0) return undefined;
  const all = series.flatMap(({ points }) => points);
  const [xAxis, yAxis] = [axis(all.map(({ size }) => size)), axis(all.map(({ cost }) => cost))];
  const toX = (size) => PLOT.left + xAxis.at(size) * PLOT.width;
  const toY = (cost) => PLOT.top + (1 - yAxis.at(cost)) * PLOT.height;
  const ends = series.map(({ name, color, points }) => ({ name, color, y: toY(points.at(-1).cost) + 4 }));
  const [width, height] = [PLOT.left + PLOT.width + LABELS, PLOT.top + PLOT.height + BELOW];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12">`,
    '<title>CPU time of one peer over the number of peers</title>',
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    ...grid(toX, toY, xAxis.ticks, yAxis.ticks),
    ...series.flatMap((each) => line(each, toX, toY)),
    ...spaced(ends).map(({ name, color, y }) =>
      text(PLOT.left + PLOT.width + 12, y, name, `fill="${color}"`),
    ),
    '</svg>\n',
  ].join('\n');
}
