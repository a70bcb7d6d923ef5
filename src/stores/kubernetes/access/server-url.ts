import { Failure } from '../../../errors/index.ts';
import { quote } from '../../../text/index.ts';

/** The URL of an API server; undefined for a text that is none. */
export function parseServer(text: string): URL | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  const isServer = /^https?:$/.test(url.protocol) && url.search === '' && url.hash === '';
  return isServer && url.username === '' && url.password === '' ? url : undefined;
}

/** A text that is no URL of a server, quoted without the password that it may have. */
export const quoteServer = (text: string): string => quote(text.replace(/\/\/[^/]*@/, '//…@'));

/**
 * The value of `--kube-api-url`.
 * @throws Failure `usage`
 */
export function checkedApiUrl(text: string): URL {
  const url = parseServer(text);
  if (url !== undefined) return url;
  throw new Failure('usage', `--kube-api-url ${quoteServer(text)} is not the URL of a server`, {
    hint: 'Give its scheme, host and port: --kube-api-url https://10.0.0.1:6443',
  });
}
