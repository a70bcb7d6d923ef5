import type { Action } from './change.ts';

/** What it takes to get to desired, as one sign; the same in every command. */
export const SYMBOLS: Readonly<Record<Action, string>> = {
  create: '+',
  update: '~',
  replace: '-/+',
  delete: '-',
  adopt: '=',
  conflict: '!',
};
