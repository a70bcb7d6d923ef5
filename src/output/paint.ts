import { Chalk, type ChalkInstance, type ColorSupportLevel, supportsColor, supportsColorStderr } from 'chalk';
import { printableLines } from '../text/index.ts';

export type Paint = (text: string) => string;

/**
 * The styles. A styled text carries style markers, which `colored` turns into escape codes after everything else in the
 * text was made harmless.
 */
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

/**
 * A random part of the style markers, so that no text from outside can contain one. Generated on first use, because
 * that takes time and most runs have no colour.
 */
let markerSecret: string | undefined;

function getMarkerSecret(): string {
  markerSecret ??= process.getBuiltinModule('node:crypto').randomBytes(16).toString('hex');
  return markerSecret;
}

/** The escape codes in a styled text are all chalk's, because the text is made printable first. */
const ESCAPE = '\u001b';
const ESCAPE_CODE = new RegExp(`${ESCAPE}\\[([\\d;]+)m`, 'g');

const styleMarker =
  (style: ChalkInstance): Paint =>
  (text) =>
    style.level === 0
      ? text
      : style(printableLines(text)).replaceAll(ESCAPE_CODE, `{${getMarkerSecret()}:$1}`);

/** The palette for a colour level of chalk. */
export function paletteOf(level: ColorSupportLevel): Palette {
  const chalk = new Chalk({ level });
  return {
    bold: styleMarker(chalk.bold),
    green: styleMarker(chalk.green),
    yellow: styleMarker(chalk.yellow),
    red: styleMarker(chalk.red),
    cyan: styleMarker(chalk.cyan),
    brightRed: styleMarker(chalk.redBright),
    boldYellow: styleMarker(chalk.yellow.bold),
    boldRed: styleMarker(chalk.red.bold),
  };
}

/** Replaces style markers by escape codes. */
export const colored = (text: string): string =>
  markerSecret === undefined
    ? text
    : text.replaceAll(new RegExp(`\\{${markerSecret}:([\\d;]+)\\}`, 'g'), `${ESCAPE}[$1m`);

const noColor = (process.env['NO_COLOR'] ?? '') !== '';

/**
 * The palettes for stdout and stderr: colours only if the stream is a terminal with colour, and never with NO_COLOR.
 */
export const paint = paletteOf(noColor || !supportsColor ? 0 : supportsColor.level);
export const paintError = paletteOf(noColor || !supportsColorStderr ? 0 : supportsColorStderr.level);
