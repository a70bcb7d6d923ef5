import { describe, expect, it } from 'vitest';
import { nftListing, nftRemove, nftTable, UnencodableError, words } from '../../../src/words/index.ts';

const listing = (...rules: readonly string[]): string =>
  [
    'table ip flannel-ipv4 {',
    '\tcomment "rules for flannel-ipv4 #1 { }"',
    '\tset s {',
    '\t\ttype ipv4_addr',
    '\t\telements = { 10.0.0.1 comment "one", 10.0.0.2 comment "two" }',
    '\t}',
    '',
    '\tchain postrtg {',
    '\t\tcomment "chain to manage masquerading"',
    ...rules.map((rule) => `\t\t${rule}`),
    '\t}',
    '}',
    '',
  ].join('\n');

const load = (text: string): string => nftListing('ip', 'flannel-ipv4', text);

describe("nft's own listing of a table", () => {
  it.each([
    'accept',
    'ip saddr 10.0.0.0/8 oifname "eth0" masquerade fully-random comment "a; b # { include"',
    'accept comment "a\nb"',
  ])('is loaded again as it is, with %j', (rule) => {
    expect(load(listing(rule))).toBe(listing(rule));
  });

  it.each([
    'accept comment "x" } } delete table ip other; table ip flannel-ipv4 { chain c { accept comment "y"',
    'accept comment "x" accept comment "y"',
    'include "/etc/passwd"',
    'define x = 1',
    'ip saddr $x accept',
    'accept # comment',
    'accept comment "x',
    'accept }',
    '{ accept',
    'accept comment "\u001b[31m"',
    'accept comment "\uFFFD"',
  ])('is refused with %j', (rule) => {
    expect(() => load(listing(rule))).toThrow(UnencodableError);
  });

  it('is that of the very table, and nothing after it', () => {
    expect(() => nftListing('ip6', 'flannel-ipv4', listing())).toThrow("can't be loaded again");
    expect(() => load(`${listing()}delete table ip other\n`)).toThrow(UnencodableError);
    expect(() => load(`flush ruleset\n${listing()}`)).toThrow(UnencodableError);
    expect(() => load('')).toThrow(UnencodableError);
  });
});

describe('a table of our own', () => {
  it.each(['', 'a b', 'a;', 'a{', '"a"', '1a', '-a', 'a\n'])('has no name such as %j', (name) => {
    expect(() => nftTable('ip', 'x', [{ name, lines: [] }])).toThrow(UnencodableError);
    expect(() => nftRemove('ip', name)).toThrow(UnencodableError);
  });

  it.each(['a b', '"a"', '#', '$x', 'a\nb', '{', ''])('has no word %j in its rules', (word) => {
    expect(() => nftTable('ip', 'x', [{ name: 'c', lines: [words`accept ${word}`] }])).toThrow(
      UnencodableError,
    );
  });
});
