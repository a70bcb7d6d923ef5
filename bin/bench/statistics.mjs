// Summarises many runs. Ratios are computed within a repetition, whose commands ran one after the other, because other
// load on the machine made all of them slower alike.

/** The median, the minimum and the maximum, and what 95 of 100 values don't exceed. */
function summary(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const median = sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  const p95 = sorted[Math.ceil(sorted.length * 0.95) - 1];
  return { median, least: sorted[0], most: sorted.at(-1), p95 };
}

export const rowOf = (rows, part, size, name) =>
  rows.find(({ part: itsPart, size: itsSize, row }) => itsPart === part && itsSize === size && row === name);

export const cpuOf = ({ samples }) => summary(samples.map(({ cpu }) => cpu));

export const wallOf = ({ samples }) => summary(samples.map(({ wall }) => wall));

/** The memory of the largest run, in MiB. */
export const peakOf = ({ samples }) => Math.max(...samples.map(({ peak }) => peak));

/**
 * The CPU time of a row as a multiple of another row's of the same part and size; undefined if that one was not run.
 */
export function ratioOf(rows, row, base) {
  const other = rowOf(rows, row.part, row.size, base);
  if (other === undefined) return undefined;
  return summary(row.samples.map(({ cpu }, i) => cpu / other.samples[i].cpu));
}
