import { Failure } from '../../../errors/index.ts';
import { quote } from '../../../text/index.ts';

/**
 * The addresses of etcd's members as origins: `https://10.0.0.1:2379`. Takes what flanneld's `--etcd-endpoints` takes,
 * separated by commas; one without a scheme has TLS where a certificate or a CA is given. Throws a Failure
 * `invalidConfig` that names a malformed one.
 */
export function parseEndpoints(written: readonly string[], hasTlsFiles: boolean): readonly string[] {
  const all = written
    .flatMap((text) => text.split(','))
    .map((text) => text.trim())
    .filter((text) => text !== '');
  if (all.length === 0) throw refused('there is no endpoint of etcd', 'Give one with --etcd-endpoints.');
  const origins = all.map((text) => originOf(text, hasTlsFiles));
  const plain = origins.find((origin) => origin.startsWith('http:'));
  if (hasTlsFiles && plain !== undefined)
    throw refused(
      `the endpoint ${plain} of etcd has no TLS, but a certificate or a CA is given`,
      `Write ${plain.replace('http:', 'https:')}, or leave the files out.`,
    );
  return [...new Set(origins)];
}

const EXAMPLE = 'One that is right is https://10.0.0.1:2379.';

function originOf(text: string, hasTlsFiles: boolean): string {
  const whole = /^[a-z][a-z\d+.-]*:\/\//i.test(text) ? text : `${hasTlsFiles ? 'https' : 'http'}://${text}`;
  const shown = quote(withoutUser(text));
  const url = URL.canParse(whole) ? new URL(whole) : undefined;
  if (url === undefined) throw refused(`the endpoint ${shown} of etcd is malformed`, EXAMPLE);
  const reason = reasonAgainst(url);
  if (reason !== undefined) throw refused(`the endpoint ${shown} of etcd ${reason}`, EXAMPLE);
  return url.origin;
}

function reasonAgainst(url: URL): string | undefined {
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    return `has the scheme ${url.protocol.slice(0, -1)}; only http and https are possible`;
  if (url.username !== '' || url.password !== '')
    return 'has a user in it; give it with --etcd-username and --etcd-password';
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '')
    return 'has something behind the port; the prefix of the keys is given with --etcd-prefix';
  return undefined;
}

/** A password in a URL must not get into a log. */
const withoutUser = (text: string): string => text.replace(/^([^/]*:\/\/)?.*@/s, '$1');

const refused = (message: string, hint: string): Failure => new Failure('invalidConfig', message, { hint });
