import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makePlayer, type Player } from '../../support/host/player.ts';
import { anyText, NASTY } from '../../support/texts.ts';
import type { Order, Told } from './player.ts';

/** An alias has at most 255 bytes (IFALIASZ). */
const ALIASES = [
  ...new Set([...NASTY, ...fc.sample(anyText, { numRuns: 30, seed: 11 }), 'x'.repeat(255), '"'.repeat(255)]),
];

const NAMES = [
  '-x',
  '-force',
  '--help',
  'a#b',
  '#',
  '"q',
  "'q",
  `"'`,
  'q"',
  'a\\',
  '\\',
  'help',
  'dev',
  'up',
  'é',
  '$HOME',
  '`id`',
  '{}',
  ';',
  '~',
  '!',
  'alias',
];

const COMMENTS = [
  'plain',
  'two words',
  "it's",
  'a"b',
  'a\\',
  'x\n-A FORWARD -j DROP',
  '-M /tmp/e',
  '#',
  '$x',
  '{ }',
  'é',
  '\u001b[31m',
  'x" accept comment "y',
  'x"\n\t\taccept comment "y',
  'x" } } delete table ip other; table ip flannel-ipv4 { chain c { accept comment "y',
  'include "/etc/passwd"',
];

const UP = ['link', 'set', 'dev', 'lo', 'up'];

describe('a real kernel', () => {
  let player: Player<Order, Told>;
  let told: Told;
  beforeAll(async () => {
    player = await makePlayer(path.join(import.meta.dirname, 'player.ts'), {
      ip: ['link set lo up'],
      settings: ['net.ipv4.ip_forward=0'],
    });
    told = await player.play({
      aliases: ALIASES,
      names: NAMES,
      comments: COMMENTS,
      failing: [
        [UP, ['link', 'set', 'dev', 'nowhere', 'up'], UP],
        [UP, ['link', 'set', 'dev', 'lo', 'mtu', 'x'], UP],
        [UP, ['link', 'set', 'dev', 'lo', 'mtu', 'lo'], UP],
        [UP, ['link', 'set', 'dev', 'lo'], ['link', 'set', 'dev'], UP],
        [UP, ['link', 'set', 'dev', 'lo', 'alias', '#', 'bogus'], UP],
        [UP, ['link', 'set', 'dev', 'lo', 'alias', 'a\uFFFD'], UP],
      ],
    });
  });
  afterAll(async () => player.remove());

  it('has the very alias after it is created, and after it is rolled back', () => {
    const hex = (text: string): string => (text === '' ? '' : Buffer.from(`${text}\n`).toString('hex'));
    expect(told.aliases).toEqual(Object.fromEntries(ALIASES.map((text) => [text, [hex(text), hex(text)]])));
  });

  it('has links of any name, with all that can be on them, and lets go of them', () => {
    expect(told.names).toEqual([[...NAMES].sort(), []]);
    expect(told.objects).toBe(6 * NAMES.length);
  });

  it('gets what a batch can say by one process, whatever comes between', () => {
    // Names with a # are nowhere but in argv; each divides a batch.
    expect(told.batches).toBeLessThan(60);
  });

  it.each(['iptables', 'nft'])('has the very comment again, or it was refused beforehand: %s', (engine) => {
    const outcomes = told.comments[engine] ?? {};
    expect(Object.keys(outcomes)).toEqual(COMMENTS);
    expect(Object.entries(outcomes).filter(([, outcome]) => outcome === 'other')).toEqual([]);
    const refused = COMMENTS.filter((comment) => outcomes[comment] === 'refused');
    const cannot = engine === 'nft' ? /"|\p{Cc}(?<!\n)/u : /\p{Cc}/u;
    expect(refused).toEqual(COMMENTS.filter((comment) => cannot.test(comment)));
  });

  it('names the line at which a batch stopped, or those that it can be', () => {
    expect(told.failures).toEqual([
      'ip link set dev nowhere up: Cannot find device "nowhere"',
      'ip link set dev lo mtu x: Error: argument "x" is wrong: Invalid "mtu" value',
      'one of these 3 lines, ip link set dev lo up … ip link set dev lo up: Error: argument "lo" is wrong: Invalid "mtu" value',
      'one of these 4 lines, ip link set dev lo up … ip link set dev lo up: Command line is not complete. Try option "help"',
      `ip link set dev lo alias '#' bogus: Error: either "dev" is duplicate, or "bogus" is a garbage.`,
      "ip link set dev lo alias 'a\uFFFD': it has a word that is not valid UTF-8, and was not run",
    ]);
  });
});
