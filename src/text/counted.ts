/** A count with its noun: `1 peer`, `2 peers`. @param noun one whose plural has an s */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
