import { Failure, type Problem } from '../../../errors/index.ts';
import { childOf, didYouMean, parseSource, quote, type SourceNode, textOf } from '../../../text/index.ts';
import { type KubeconfigFields, kubeconfigFields, materialOf, refuseKeys } from './kubeconfig-fields.ts';
import type { Kubeconfig } from './kubeconfig-types.ts';
import { readExecPlugin } from './read-exec-plugin.ts';
import { parseServer, quoteServer } from './server-url.ts';

/**
 * Reads the current context of a kubeconfig.
 * @param apiUrl the server in place of the cluster's
 * @throws Failure `invalidConfig` with each problem and its line
 */
export async function readKubeconfig(
  file: string,
  text: string,
  apiUrl: URL | undefined,
): Promise<Kubeconfig> {
  const parsed = await parseSource(file, text, 'yaml');
  const fields = kubeconfigFields(parsed, file);
  const read = parsed.root && parsed.problems.length === 0 && currentContext(parsed.root, fields, apiUrl);
  const problems = [...parsed.problems, ...fields.problems].map(withoutExcerpt);
  if (read && problems.length === 0) return read;
  throw new Failure('invalidConfig', `${file} can't be used as a kubeconfig`, {
    problems,
    hint: `See whether kubectl can use it: kubectl --kubeconfig ${file} get nodes`,
  });
}

/** An excerpt could show a token or a key, in a log that others read. */
const withoutExcerpt = ({ severity, message, hint, location }: Problem): Problem => ({
  severity,
  message,
  ...(hint === undefined ? {} : { hint }),
  ...(location && { location }),
});

function currentContext(
  root: SourceNode,
  fields: KubeconfigFields,
  apiUrl: URL | undefined,
): Kubeconfig | undefined {
  const current = fields.text(root, 'current-context');
  if (current === undefined)
    return fields.error(undefined, 'there is no current-context', 'Set one: kubectl config use-context NAME');
  const context = named(root, fields, 'context', current, childOf(root, 'current-context'));
  if (context === undefined) return undefined;
  const part = (key: 'cluster' | 'user'): SourceNode | undefined => {
    const name = fields.text(context, key);
    if (name === undefined) return fields.error(context, `the context ${quote(current)} has no ${key}`);
    return named(root, fields, key, name, childOf(context, key));
  };
  const [cluster, user] = [part('cluster'), part('user')];
  if (cluster === undefined || user === undefined) return undefined;
  refuseKeys(fields, cluster, NOT_OF_CLUSTERS);
  refuseKeys(fields, user, NOT_OF_USERS);
  const server = apiUrl ?? serverOf(cluster, fields);
  return server && { server, ...clusterPart(cluster, fields), ...userPart(user, fields) };
}

/** The value of an item of `contexts`, `clusters` or `users`. */
function named(
  root: SourceNode,
  fields: KubeconfigFields,
  kind: 'context' | 'cluster' | 'user',
  name: string,
  at: SourceNode | undefined,
): SourceNode | undefined {
  const items = fields.list(root, `${kind}s`);
  const found = items.find((item) => textOf(item, 'name') === name);
  if (found !== undefined)
    return childOf(found, kind) ?? fields.error(found, `the item ${quote(name)} has no ${kind}`);
  const names = items.map((item) => textOf(item, 'name') ?? '');
  return fields.error(at, `there is no ${kind} ${quote(name)}`, didYouMean(name, names));
}

function serverOf(cluster: SourceNode, fields: KubeconfigFields): URL | undefined {
  const text = fields.text(cluster, 'server');
  if (text === undefined) return fields.error(cluster, 'the cluster has no server');
  return (
    parseServer(text) ??
    fields.error(
      childOf(cluster, 'server'),
      `${quoteServer(text)} is not the URL of a server`,
      'As https://10.0.0.1:6443',
    )
  );
}

function clusterPart(
  cluster: SourceNode,
  fields: KubeconfigFields,
): Pick<Kubeconfig, 'ca' | 'serverName' | 'isInsecure'> {
  const ca = materialOf(fields, cluster, 'certificate-authority');
  const serverName = fields.text(cluster, 'tls-server-name');
  const isInsecure = fields.flag(cluster, 'insecure-skip-tls-verify');
  if (isInsecure && ca !== undefined) {
    const why = "insecure-skip-tls-verify can't be given beside a certificate-authority";
    fields.error(
      childOf(cluster, 'insecure-skip-tls-verify'),
      why,
      'Remove it, so that the server is verified.',
    );
  }
  return { ...(ca && { ca }), ...(serverName && { serverName }), isInsecure };
}

function userPart(
  user: SourceNode,
  fields: KubeconfigFields,
): Pick<Kubeconfig, 'cert' | 'key' | 'token' | 'tokenFile' | 'exec'> {
  const cert = materialOf(fields, user, 'client-certificate');
  const key = materialOf(fields, user, 'client-key');
  if ((cert === undefined) !== (key === undefined) && fields.problems.length === 0) {
    const [has, lacks] = cert ? ['client-certificate', 'client-key'] : ['client-key', 'client-certificate'];
    fields.error(user, `the user has a ${has} without a ${lacks}`);
  }
  const [token, tokenFile] = [fields.text(user, 'token'), fields.text(user, 'tokenFile')];
  const exec = childOf(user, 'exec');
  const plugin = exec && readExecPlugin(exec, fields);
  return {
    ...(cert && { cert }),
    ...(key && { key }),
    ...(token && { token }),
    ...(tokenFile && { tokenFile: fields.path(tokenFile) }),
    ...(plugin && { exec: plugin }),
  };
}

const NOT_OF_CLUSTERS = { 'proxy-url': 'Give a server that can be reached without a proxy.' };

const IMPERSONATION = "Give the user's own credentials.";
const REMOVED = 'Kubernetes removed it: use a token, a client certificate or an exec plugin.';
const NOT_OF_USERS = {
  as: IMPERSONATION,
  'as-uid': IMPERSONATION,
  'as-groups': IMPERSONATION,
  'as-user-extra': IMPERSONATION,
  username: REMOVED,
  password: REMOVED,
  'auth-provider': REMOVED,
};
