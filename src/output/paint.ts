import { Chalk, type ChalkInstance, type ColorSupportLevel, supportsColor, supportsColorStderr } from 'chalk';
import { printableLines } from '../text/index.ts';

type Paint = (text: string) => string;

/** The styles there are. They go by marks that only `colored` makes escape codes of, when all else is harmless. */
export interface Palette {
  readonly bold: Paint;
  readonly green: Paint;
  readonly yellow: Paint;
  readonly red: Paint;
  readonly cyan: Paint;
  readonly brightRed: Paint;
  readonly boldYellow: Paint;
  readonly boldRed: Paint;
}

/** Nobody can foretell it, so that no text from outside can hold a mark. Made only where there is colour: it takes a while. */
let secret: string | undefined;

function secretOfRun(): string {
  secret ??= process.getBuiltinModule('node:crypto').randomBytes(16).toString('hex');
  return secret;
}

/** What chalk makes of a text that is printable: the only escape codes in it are chalk's. */
const ESCAPE = '\u001b';
const ESCAPE_CODE = new RegExp(`${ESCAPE}\\[([\\d;]+)m`, 'g');

const marking =
  (style: ChalkInstance): Paint =>
  (text) =>
    style.level === 0 ? text : style(printableLines(text)).replaceAll(ESCAPE_CODE, `{${secretOfRun()}:$1}`);

/** The palette, at a level of colour that chalk knows. */
export function paletteOf(level: ColorSupportLevel): Palette {
  const chalk = new Chalk({ level });
  return {
    bold: marking(chalk.bold),
    green: marking(chalk.green),
    yellow: marking(chalk.yellow),
    red: marking(chalk.red),
    cyan: marking(chalk.cyan),
    brightRed: marking(chalk.redBright),
    boldYellow: marking(chalk.yellow.bold),
    boldRed: marking(chalk.red.bold),
  };
}

/** Marks of styles as the escape codes they stand for. */
export const colored = (text: string): string =>
  secret === undefined
    ? text
    : text.replaceAll(new RegExp(`\\{${secret}:([\\d;]+)\\}`, 'g'), `${ESCAPE}[$1m`);

const noColor = (process.env['NO_COLOR'] ?? '') !== '';

/** Colour for stdout and for stderr, each only where its stream is a terminal that has it, and never with NO_COLOR. */
export const paint = paletteOf(noColor || !supportsColor ? 0 : supportsColor.level);
export const paintError = paletteOf(noColor || !supportsColorStderr ? 0 : supportsColorStderr.level);
