import fc from 'fast-check';

/** Texts that mean something to one command language or another, or to a terminal. */
export const NASTY: readonly string[] = [
  ...[
    '',
    ' ',
    'plain',
    'two words',
    '#',
    'a#b',
    '"a#b"',
    '"',
    '"quoted"',
    "'",
    "'quoted'",
    'a"b',
    `a"b'c`,
    `"'`,
  ],
  ...['\\', 'a\\', 'a\\\\', '\\n', '$HOME', '`id`', '$(id)', '!', '%h', '{ }', '}', ';', '&&', '|', '~', '*'],
  ...[
    '-',
    '-x',
    '-force',
    '--modprobe=/x',
    'up',
    'help',
    'dev',
    'EOF',
    'a\nEOF\nb',
    '\n',
    'a\nb\n',
    'a\tb',
    '\r',
  ],
  ...['x"\nlink set dev lo alias "pwned', 'x" accept comment "y', 'x"\n\t\taccept comment "y', '\u001b[31m'],
  ...[
    'x" } } delete table ip other; table ip flannel-ipv4 { chain c { accept comment "y',
    '\u202e',
    'é',
    '日本語',
  ],
  ...['\u00a0', '\u0085', '\u200b', '👩‍🚀', 'include "/etc/passwd"', 'a\vb', '\u007f'],
];

/** The characters that nasty texts are made of. */
const SPECIAL = fc.constantFrom(...' \t\n\r"\'\\#$`!%{};&|~*-=a1é\u001b\u202e');

/** Any text without NUL, which no program can be given. */
export const anyText = fc.oneof(
  fc.constantFrom(...NASTY),
  fc.string({ unit: SPECIAL, maxLength: 12 }),
  fc.string({ unit: 'grapheme', maxLength: 20 }).filter((text) => !/[\0\uFFFD]/.test(text)),
);
