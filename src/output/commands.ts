import { commandText, type Diff, stepsOf } from '../state/index.ts';

/** The commands that apply a diff, in order, as a person would type them. */
export const commandsText = (diff: Diff, root: string): string =>
  stepsOf(diff)
    .map(({ instruction }) => commandText(instruction, root))
    .join('\n');
