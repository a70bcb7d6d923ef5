/** Whether packets of a size, in bytes, are answered. */
export type Fits = (size: number) => Promise<boolean>;

/** Sizes that are tried at the same time. */
const AT_A_TIME = 12;

/** Sizes evenly spread between two, without both. */
function between(fits: number, lost: number): number[] {
  const step = Math.max(1, Math.ceil((lost - fits) / (AT_A_TIME + 1)));
  const sizes: number[] = [];
  for (let size = fits + step; size < lost; size += step) sizes.push(size);
  return sizes;
}

/**
 * The largest size that fits, found in rounds of sizes that are tried at the same time: each lost packet is waited for.
 * @param fitting a size that is known to fit @param lost one that is known not to
 */
export async function largestFitting(fits: Fits, fitting: number, lost: number): Promise<number> {
  if (lost - fitting <= 1) return fitting;
  const sizes = between(fitting, lost);
  const answers = await Promise.all(sizes.map(fits));
  const firstLost = answers.indexOf(false);
  const low = firstLost === 0 ? fitting : (sizes.at(firstLost === -1 ? -1 : firstLost - 1) ?? fitting);
  const high = firstLost === -1 ? lost : (sizes[firstLost] ?? lost);
  return largestFitting(fits, low, high);
}
