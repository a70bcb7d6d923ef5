import {
  type Address,
  addressPart,
  type Family,
  familyOf,
  type Prefix,
  parseAddress,
  parseInterfaceAddress,
  parsePrefix,
  prefixFamily,
} from '../../net/index.ts';
import {
  describeValue,
  type Entry,
  quote,
  type Read,
  type Reporter,
  type SourceNode,
} from '../../text/index.ts';

/**
 * Reads the value of a key and reports errors. Returns undefined if the key is absent, or if flanneld treats it as
 * absent.
 */
export type Reader<T> = (entry: Entry | undefined, name: string, report: Reporter) => Read<T> | undefined;

/** Makes a reader of scalars. `read` returns the value, or reports and returns undefined. */
const reader =
  <T>(read: (node: SourceNode, name: string, report: Reporter) => T | undefined): Reader<T> =>
  (entry, name, report) => {
    if (entry === undefined) return undefined;
    const value = read(entry.value, name, report);
    return { key: name, at: entry.value, ...(value === undefined ? {} : { value }) };
  };

const isNull = (node: SourceNode): boolean => node.kind === 'scalar' && node.value === null;

/** For plain Go types, null leaves the default in place, which is hardly intended (flannel-facts 1.1). */
const orNull =
  <T>(read: Reader<T>): Reader<T> =>
  (entry, name, report) => {
    if (entry === undefined || !isNull(entry.value)) return read(entry, name, report);
    report.warn(entry.value, `${name} is null: flanneld ignores it and takes the default`, 'Remove it.');
    return undefined;
  };

const must = (name: string, what: string, node: SourceNode): string =>
  `${name} must be ${what}, not ${describeValue(node)}`;

const rawOf = (node: SourceNode): string => (node.kind === 'scalar' ? node.raw : '');

const textOfScalar = (node: SourceNode): string | undefined =>
  node.kind === 'scalar' && typeof node.value === 'string' ? node.value : undefined;

export const readFlag: Reader<boolean> = orNull(
  reader((node, name, report) => {
    if (node.kind === 'scalar' && typeof node.value === 'boolean') return node.value;
    const text = textOfScalar(node)?.toLowerCase();
    const hint = text === 'true' || text === 'false' ? `Write ${text} without quotes.` : undefined;
    report.error(node, must(name, 'true or false', node), hint);
    return undefined;
  }),
);

export const textValue: Reader<string> = orNull(
  reader((node, name, report) => {
    const text = textOfScalar(node);
    if (text === undefined) report.error(node, must(name, 'text', node), 'Put it in double quotes.');
    return text;
  }),
);

/** Go accepts whole numbers only as plain digits: `24.0` and `1e2` stop flanneld. */
export const readWhole: Reader<number> = orNull(
  reader((node, name, report) => {
    const value = node.kind === 'scalar' && typeof node.value !== 'boolean' ? node.value : undefined;
    const isPlain = typeof value === 'number' && /^(0|-?[1-9]\d*)$/.test(rawOf(node));
    if (isPlain && Number.isSafeInteger(value)) return value;
    const meant = Number(value || Number.NaN);
    const hint = Number.isSafeInteger(meant) ? `Write ${meant}.` : undefined;
    report.error(node, must(name, 'a whole number', node), hint);
    return undefined;
  }),
);

/**
 * Reads the text of one of flannel's own types. These get the raw JSON and only strip its quotes, so an escape reaches
 * the address parser.
 */
function plainText(node: SourceNode, name: string, what: string, report: Reporter): string | undefined {
  const text = textOfScalar(node);
  if (text === undefined) {
    const hint = isNull(node) ? 'Remove it to have it derived.' : 'Put it in double quotes.';
    report.error(node, must(name, what, node), hint);
  } else if (rawOf(node).startsWith('"') && rawOf(node).includes('\\')) {
    const message = `${name} is written with an escape, which flanneld does not resolve`;
    report.error(node, message, `Write ${quote(text)}.`);
    return undefined;
  }
  return text;
}

/** Reads an address of one family. In IPv6, null means "derive it"; in IPv4 it is an error (flannel-facts 1.1). */
export const readAddress =
  (family: Family): Reader<Address> =>
  (entry, name, report) => {
    if (entry !== undefined && family === 6 && isNull(entry.value)) return undefined;
    return reader((node) => {
      const what = `an IPv${family} address`;
      const text = plainText(node, name, what, report);
      if (text === undefined) return undefined;
      const address = parseAddress(text);
      if (address !== undefined && familyOf(address) === family) return address;
      report.error(node, `${name} must be ${what}, not ${quote(text)}`, addressHint(text));
      return undefined;
    })(entry, name, report);
  };

/** Reads a network of one family and clears its host bits, as flanneld does. An IPv6Network of null means "not set". */
export const readNetwork =
  (family: Family): Reader<Prefix> =>
  (entry, name, report) => {
    if (entry !== undefined && family === 6 && isNull(entry.value)) return undefined;
    return reader((node) => {
      const what = `an IPv${family} network with its length`;
      const text = plainText(node, name, what, report);
      if (text === undefined) return undefined;
      const prefix = parsePrefix(text);
      if (prefix === undefined || prefixFamily(prefix) !== family) {
        report.error(node, `${name} must be ${what}, not ${quote(text)}`, networkHint(text, family));
        return undefined;
      }
      const asWritten = parseInterfaceAddress(text);
      if (asWritten !== undefined && addressPart(asWritten) !== addressPart(prefix))
        report.warn(node, `${name} ${text} has host bits set: flanneld takes ${prefix}`, `Write ${prefix}.`);
      return prefix;
    })(entry, name, report);
  };

function addressHint(text: string): string | undefined {
  if (text.trim() !== text) return 'Remove the white space.';
  if (text.includes('/')) return 'Leave the length out.';
  return LEADING_ZERO.test(text) ? 'Numbers in an address take no leading zeros.' : undefined;
}

const LEADING_ZERO = /(^|[./])0\d/;

function networkHint(text: string, family: Family): string {
  const prefix = parsePrefix(text);
  if (prefix !== undefined)
    return family === 4
      ? 'An IPv6 network goes in IPv6Network, together with "EnableIPv6": true.'
      : 'An IPv4 network goes in Network. flanneld takes it here and makes nonsense of it.';
  if (text.trim() !== text) return 'Remove the white space.';
  if (parseAddress(text) !== undefined) return `Add the length: ${text}/${family === 4 ? 16 : 56}.`;
  if (LEADING_ZERO.test(text)) return 'Numbers in an address take no leading zeros.';
  return `Such as ${family === 4 ? '10.244.0.0/16' : 'fd00:244::/56'}.`;
}
