import { type Action, SYMBOLS } from '../../state/index.ts';
import type { Palette } from '../paint.ts';

export const WORDS: Readonly<Record<Action, string>> = {
  create: 'to create',
  update: 'to change',
  replace: 'to replace',
  delete: 'to delete',
  adopt: 'to adopt',
  conflict: 'in conflict',
};

export const ACTIONS = Object.keys(SYMBOLS) as Action[];

export const colorOf = (paint: Palette, action: Action): Palette['red'] =>
  ({
    create: paint.green,
    update: paint.yellow,
    replace: paint.yellow,
    delete: paint.red,
    adopt: paint.cyan,
    conflict: paint.brightRed,
  })[action];
