import type { Random } from './random.ts';

/** What readers stumble over, alone or in the place of something else. */
const NASTY = [
  ...[
    '',
    ' ',
    '\n',
    '\t',
    '\r\n',
    '\0',
    '\u001b',
    '\u007f',
    '\u0085',
    '\u2028',
    '\u202e',
    '\ufeff',
    '\ufffd',
    '\ud800',
    '😀',
  ],
  ...[
    '"',
    "'",
    '\\',
    '`',
    '{',
    '}',
    '[',
    ']',
    ':',
    ',',
    '#',
    '&a',
    '*a',
    '<<: ',
    '- ',
    '---\n',
    '? ',
    '!!binary ',
    '|',
    '>',
    '%',
  ],
  ...[
    'null',
    'true',
    '{}',
    '[]',
    '0',
    '-1',
    '1e999',
    '0x10',
    '1.5',
    '99999999999999999999',
    'NaN',
    '"__proto__"',
    'constructor',
  ],
  ...[
    '0.0.0.0/0',
    '::/0',
    '::ffff:10.0.0.1',
    '256.1.1.1',
    'fe80::1%eth0',
    '10.0.0.0/33',
    '00:00:00:00:00:00',
    '/',
    '..',
    'a'.repeat(300),
  ],
  ...['(', ')', '(?i)', '[[:alpha:]]', '(a+)+', '$(x)', '\\u0000', '\\x00'],
];

const TOKEN = /"(?:[^"\\]|\\.)*"|[\w.:/-]+|\s+|[^\w\s]/g;

type Mutation = (text: string, random: Random, other: string) => string;

const cut = (text: string, { below }: Random): [number, number] => {
  const start = below(text.length + 1);
  return [start, Math.min(text.length, start + below(random20(text)))];
};

const random20 = (text: string): number => 1 + Math.min(text.length, 40);

/** One or a few characters go, come or become others. */
const BYTES: readonly Mutation[] = [
  (text, random) => {
    const [start, end] = cut(text, random);
    return text.slice(0, start) + text.slice(end);
  },
  (text, random) => {
    const at = random.below(text.length + 1);
    return text.slice(0, at) + random.pick(NASTY) + text.slice(at);
  },
  (text, random) => {
    const at = random.below(text.length);
    return text.slice(0, at) + String.fromCharCode(random.below(256)) + text.slice(at + 1);
  },
  (text, random) => text.slice(0, random.below(text.length + 1)),
];

/** A word takes the place of another, is doubled, or goes. */
const TOKENS: readonly Mutation[] = [
  (text, random) => withToken(text, random, () => random.pick(NASTY)),
  (text, random) => withToken(text, random, (token) => token.repeat(1 + random.below(4))),
  (text, random, other) => withToken(text, random, () => random.pick(tokensOf(other)) ?? ''),
];

const tokensOf = (text: string): readonly string[] => text.match(TOKEN) ?? [];

function withToken(text: string, random: Random, change: (token: string) => string): string {
  const tokens = [...tokensOf(text)];
  const at = random.below(tokens.length);
  tokens[at] = change(tokens[at] ?? '');
  return tokens.join('');
}

/** Lines change places, and halves of two samples meet. */
const STRUCTURE: readonly Mutation[] = [
  (text, random) => {
    const lines = text.split('\n');
    const [from, to] = [random.below(lines.length), random.below(lines.length)];
    lines.splice(to, 0, ...lines.splice(from, 1));
    return lines.join('\n');
  },
  (text, random) => {
    const lines = text.split('\n');
    const at = random.below(lines.length);
    lines.splice(at, 0, ...lines.slice(at, at + 1 + random.below(5)));
    return lines.join('\n');
  },
  (text, random, other) =>
    text.slice(0, random.below(text.length + 1)) + other.slice(random.below(other.length + 1)),
  (text, random) => inJson(text, random),
  (text, random) => inJson(text, random),
];

const VALUES: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1.5,
  1e21,
  '',
  'x',
  '\u001b',
  [],
  {},
  [[]],
  [null],
  { a: 1 },
];

/** A value somewhere in a JSON document becomes another, or loses its name. */
function inJson(text: string, random: Random): string {
  try {
    const document: unknown = JSON.parse(text);
    return JSON.stringify(changed(document, random)) ?? '';
  } catch {
    return text;
  }
}

function changed(value: unknown, random: Random): unknown {
  if (typeof value !== 'object' || value === null || random.below(6) === 0) return random.pick(VALUES);
  if (Array.isArray(value)) {
    const at = random.below(value.length);
    return value.length === 0 ? [random.pick(VALUES)] : value.with(at, changed(value[at], random));
  }
  const entries = Object.entries(value);
  const at = random.below(entries.length);
  const [name = 'x', old] = entries[at] ?? [];
  const rest = entries.filter((_, i) => i !== at);
  switch (random.below(5)) {
    case 0:
      return Object.fromEntries(rest);
    case 1:
      return Object.fromEntries([...rest, [random.pick(['x', '__proto__', '', name.toUpperCase()]), old]]);
    default:
      return Object.fromEntries([...rest, [name, changed(old, random)]]);
  }
}

const ALL = [...BYTES, ...TOKENS, ...STRUCTURE];

/** A text out of nothing. */
const noise = (random: Random): string =>
  Array.from({ length: random.below(40) }, () =>
    random.below(3) === 0 ? random.pick(NASTY) : String.fromCharCode(random.below(128)),
  ).join('');

/** A good sample with one to a few mutations; now and then noise. */
export function mutated(samples: readonly string[], random: Random): string {
  if (random.below(40) === 0) return noise(random);
  let text = random.pick(samples);
  for (let i = random.below(4); i >= 0; i -= 1) text = random.pick(ALL)(text, random, random.pick(samples));
  return text;
}
