/** Takes ever smaller parts out of a text as long as it fails in the same way. */
export async function minimised(
  text: string,
  fails: (text: string) => Promise<boolean>,
  tries: number,
): Promise<string> {
  let [left, size, at] = [tries, Math.ceil(text.length / 2), 0];
  let smallest = text;
  while (left > 0 && size > 0) {
    const shorter = smallest.slice(0, at) + smallest.slice(at + size);
    left -= 1;
    if (shorter.length < smallest.length && (await fails(shorter))) smallest = shorter;
    else at += size;
    if (at >= smallest.length) [size, at] = [size === 1 ? 0 : Math.ceil(size / 2), 0];
  }
  return smallest;
}
