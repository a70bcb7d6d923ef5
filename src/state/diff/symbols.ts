import type { Action } from './change.ts';

/** The sign of each action, the same in every command. */
export const SYMBOLS: Readonly<Record<Action, string>> = {
  create: '+',
  update: '~',
  replace: '-/+',
  delete: '-',
  adopt: '=',
  conflict: '!',
};
