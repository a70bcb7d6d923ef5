import { Failure, messageOf } from '../../errors/index.ts';

/**
 * Reads a regular expression as Go writes it. JavaScript's are the same but for what stands here; what else differs is
 * an error in its strict mode `u`, and never something else in silence.
 */
export function readRegex(text: string): RegExp {
  const [, flags = '', rest = ''] = /^(?:\(\?([ims]+)\))?(.*)$/s.exec(text) ?? [];
  try {
    return new RegExp(rest.replaceAll('(?P<', '(?<'), `u${[...new Set(flags)].join('')}`);
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
