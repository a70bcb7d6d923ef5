import { Failure, messageOf } from '../../errors/index.ts';

/** Classes by name, as Go has them inside brackets. */
const CLASSES: Readonly<Record<string, string>> = {
  alnum: '0-9A-Za-z',
  alpha: 'A-Za-z',
  digit: '0-9',
  lower: 'a-z',
  upper: 'A-Z',
  word: '0-9A-Za-z_',
  xdigit: '0-9A-Fa-f',
};

const translateClasses = (text: string): string =>
  text.replaceAll(/\[:(\^?\w*):\]/g, (_, name: string) => {
    const members = CLASSES[name];
    if (members === undefined) throw new SyntaxError(`unknown class [:${name}:]`);
    return members;
  });

/**
 * Reads a regular expression as Go writes it. JavaScript's are the same but for what stands here; what else differs is
 * an error in its strict mode `u`, and never something else in silence.
 */
export function readRegex(text: string): RegExp {
  const [, flags = '', rest = ''] = /^(?:\(\?([ims]+)\))?(.*)$/s.exec(text) ?? [];
  try {
    const translated = translateClasses(rest).replaceAll('(?P<', '(?<');
    return new RegExp(translated, `u${[...new Set(flags)].join('')}`);
  } catch (error) {
    const said = messageOf(error).replace(/^Invalid regular expression: .*: /s, '');
    throw new Failure(
      'invalidConfig',
      `--iface-regex ${JSON.stringify(text)} is not a regular expression: ${said}`,
      {
        hint: 'It is matched against addresses, then names of links, and need not match the whole: "^192\\.168\\.", "^en".',
        cause: error,
      },
    );
  }
}
