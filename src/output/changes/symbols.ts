import type { ChalkInstance } from 'chalk';
import { type Action, SYMBOLS } from '../../state/index.ts';

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
