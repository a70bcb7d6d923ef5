/** Counters since boot prove nothing by themselves: what a finding asks of them at least. */
interface Threshold {
  readonly least: number;
  readonly percent: number;
}

/** Whether a part of a whole is large enough to be told. */
export const isMuch = (part: number, whole: number, { least, percent }: Threshold): boolean =>
  part >= least && part * 100 >= whole * percent;

/** Two digits that count, or all before the point. */
const percentText = (part: number, whole: number): string => {
  const percent = Math.min(100, (part / Math.max(whole, 1)) * 100);
  return percent >= 10 ? percent.toFixed(0) : `${Number(percent.toPrecision(2))}`;
};

/** A part of a whole as text: `12 of 3400 (0.35 %)`. */
export const shareText = (part: number, whole: number): string =>
  `${part} of ${whole} (${percentText(part, whole)} %)`;
