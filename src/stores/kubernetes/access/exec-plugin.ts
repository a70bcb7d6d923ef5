import { Failure, messageOf } from '../../../errors/index.ts';
import { run } from '../../../host/index.ts';
import { parseSource, quote, toValue } from '../../../text/index.ts';
import type { ExecPlugin, Kubeconfig } from './kubeconfig-types.ts';
import type { ApiConnection } from './types.ts';

type Credentials = Pick<ApiConnection, 'token' | 'cert' | 'key'>;

interface ExecCredentials {
  /** The credentials, by the program or, until they expire, of before. */
  readonly get: (config: Kubeconfig, plugin: ExecPlugin, stop: AbortSignal) => Promise<Credentials>;
  readonly forget: () => void;
}

/** A program that asks a cloud for a token needs seconds; one that hangs must not keep the agent. */
const SECONDS = 60;

/** Runs a kubeconfig's exec plugin, and keeps what it gives until its expirationTimestamp. */
export function execCredentials(file: string): ExecCredentials {
  let kept: { readonly credentials: Credentials; readonly until: number } | undefined;
  return {
    get: async (config, plugin, stop) => {
      if (kept !== undefined && Date.now() < kept.until) return kept.credentials;
      const printed = await runPlugin(file, config, plugin);
      stop.throwIfAborted();
      kept = await readPrinted(plugin, printed);
      return kept.credentials;
    },
    forget: () => {
      kept = undefined;
    },
  };
}

async function runPlugin(file: string, config: Kubeconfig, plugin: ExecPlugin): Promise<string> {
  const { apiVersion, command, args, env, isToldCluster, installHint } = plugin;
  const spec = { interactive: false, ...(isToldCluster && { cluster: clusterOf(config) }) };
  const told = { KUBERNETES_EXEC_INFO: JSON.stringify({ apiVersion, kind: 'ExecCredential', spec }) };
  const said = await run([command, ...args], { env: { ...env, ...told }, seconds: SECONDS }).catch(
    (error: unknown) => {
      throw new Failure('unavailable', `the exec plugin of ${file}: ${messageOf(error)}`, {
        hint: installHint ?? `Install ${command}, or give its path in the kubeconfig.`,
        cause: error,
      });
    },
  );
  if (said.exitCode === 0) return said.stdout;
  const [line = 'it said nothing'] = said.stderr.trim().split('\n').slice(-1).filter(Boolean);
  throw refused(plugin, `ended with ${said.exitCode}: ${quote(line)}`);
}

/** The cluster as a plugin is told it. */
const clusterOf = ({ server, serverName, isInsecure, ca }: Kubeconfig): object => ({
  server: server.href,
  ...(serverName && { 'tls-server-name': serverName }),
  ...(isInsecure && { 'insecure-skip-tls-verify': true }),
  ...(ca && 'pem' in ca && { 'certificate-authority-data': Buffer.from(ca.pem).toString('base64') }),
});

const refused = ({ command }: ExecPlugin, why: string): Failure =>
  new Failure('unavailable', `the exec plugin ${command} ${why}`, {
    hint: 'Run it by hand, as the user that flannelctl runs as, and see what it prints.',
  });

interface Printed {
  readonly kind?: unknown;
  readonly apiVersion?: unknown;
  readonly status?: Readonly<Record<string, unknown>> | null;
}

async function readPrinted(
  plugin: ExecPlugin,
  text: string,
): Promise<{ readonly credentials: Credentials; readonly until: number }> {
  const { root } = await parseSource(plugin.command, text, 'json');
  const printed = (root?.kind === 'object' ? toValue(root) : {}) as Printed;
  if (printed.kind !== 'ExecCredential') throw refused(plugin, 'printed no ExecCredential');
  if (printed.apiVersion !== plugin.apiVersion)
    throw refused(
      plugin,
      `speaks ${quote(printed.apiVersion)}, and the kubeconfig says ${plugin.apiVersion}`,
    );
  const {
    token,
    clientCertificateData: cert,
    clientKeyData: key,
    expirationTimestamp,
  } = printed.status ?? {};
  const credentials: Credentials = {
    ...(typeof token === 'string' && token !== '' && { token }),
    ...(typeof cert === 'string' && typeof key === 'string' && { cert, key }),
  };
  if (Object.keys(credentials).length === 0)
    throw refused(plugin, 'printed neither a token nor a certificate');
  // Without a time they hold until the server refuses them.
  const until = typeof expirationTimestamp === 'string' ? Date.parse(expirationTimestamp) : Infinity;
  if (Number.isNaN(until)) throw refused(plugin, `printed no time as ${quote(expirationTimestamp)}`);
  return { credentials, until };
}
