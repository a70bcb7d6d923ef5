import type { ChalkInstance } from 'chalk';
import type { Action } from '../../state/index.ts';

/** What it takes to get to desired, as one sign; the same in every command. */
export const SYMBOLS: Readonly<Record<Action, string>> = {
  create: '+',
  update: '~',
  replace: '-/+',
  delete: '-',
  adopt: '=',
  conflict: '!',
};

export const WORDS: Readonly<Record<Action, string>> = {
  create: 'to create',
  update: 'to change',
  replace: 'to replace',
  delete: 'to delete',
  adopt: 'to adopt',
  conflict: 'in conflict',
};

export const ACTIONS = Object.keys(SYMBOLS) as Action[];

export const colorOf = (paint: ChalkInstance, action: Action): ChalkInstance =>
  ({
    create: paint.green,
    update: paint.yellow,
    replace: paint.yellow,
    delete: paint.red,
    adopt: paint.cyan,
    conflict: paint.redBright,
  })[action];
