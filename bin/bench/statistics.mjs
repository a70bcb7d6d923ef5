// What many runs come to. Ratios are taken within a repetition, whose commands ran one after the other: whatever else the
// machine did then made them all dearer alike.

/** The middle value, and between which all are. */
function summary(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const median = sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  return { median, least: sorted[0], most: sorted.at(-1) };
}

export const rowOf = (rows, part, size, name) =>
  rows.find(({ part: itsPart, size: itsSize, row }) => itsPart === part && itsSize === size && row === name);

export const cpuOf = ({ samples }) => summary(samples.map(({ cpu }) => cpu));

export const wallOf = ({ samples }) => summary(samples.map(({ wall }) => wall));

/** The most that any run took, in MiB. */
export const peakOf = ({ samples }) => Math.max(...samples.map(({ peak }) => peak));

/** CPU of a row as a multiple of another's of the same part and size; undefined where that one wasn't run. */
export function ratioOf(rows, row, base) {
  const other = rowOf(rows, row.part, row.size, base);
  if (other === undefined) return undefined;
  return summary(row.samples.map(({ cpu }, i) => cpu / other.samples[i].cpu));
}
