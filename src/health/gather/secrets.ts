/** What a secret is replaced with. */
const SECRET = '(secret)';

/** The words of keys whose value is secret: flannel's PSK and AccessKeySecret, etcd's password. */
const WORDS = '(?:psk|secret|passw(?:or)?d|token|private[-_]?key|credential|key-data)';

const SECRET_KEY = new RegExp(WORDS, 'i');

const VALUE = `(?!\\(secret\\))("[^"]*"|'[^']*'|[^\\s,;}]+)`;

/** Texts that are secret wherever they are. */
const PATTERNS: readonly (readonly [RegExp, string])[] = [
  // In PEM.
  [/-----BEGIN [^-\n]*PRIVATE KEY-----[\s\S]*?(?:-----END [^-\n]*-----|$)/g, SECRET],
  // A JSON web token, such as that of a service account.
  [/\beyJ[\w-]+\.[\w-]+\.[\w-]+/g, SECRET],
  // A WireGuard key or PSK: 32 bytes in base64. A public one can't be told from a private one.
  [/(?<![\w+/])[A-Za-z0-9+/]{43}=(?![\w=])/g, SECRET],
  [/\b(bearer|basic)\s+[\w.~+/=-]+/gi, `$1 ${SECRET}`],
  // A user's password in a URL.
  [/(\w+:\/\/)[^\s/@:]+:[^\s/@]+@/g, `$1${SECRET}@`],
  // A key and its value, in JSON, YAML or an environment, and on a command line.
  [new RegExp(`([\\w-]*${WORDS}[\\w-]*["']?\\s*[:=]\\s*)${VALUE}`, 'gi'), `$1${SECRET}`],
  [new RegExp(`(--[\\w-]*${WORDS}[\\w-]*\\s+)${VALUE}`, 'gi'), `$1${SECRET}`],
];

/** A text without what is secret in it. @param key the key that it is the value of */
export function withoutSecrets(text: string, key?: string): string {
  if (key !== undefined && SECRET_KEY.test(key) && text !== '') return SECRET;
  return PATTERNS.reduce((rest, [pattern, to]) => rest.replace(pattern, to), text);
}
