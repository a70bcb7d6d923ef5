/** A certificate or key: its PEM text, or the file that has it. */
export type Material = { readonly pem: string } | { readonly file: string };

/** A program that prints credentials (client.authentication.k8s.io). */
export interface ExecPlugin {
  readonly apiVersion: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** What the kubeconfig says to do where the program is missing. */
  readonly installHint?: string;
  /** Whether the program is told the cluster. */
  readonly isToldCluster: boolean;
}

/** The current context of a kubeconfig. */
export interface Kubeconfig {
  readonly server: URL;
  readonly ca?: Material;
  readonly serverName?: string;
  readonly isInsecure: boolean;
  readonly cert?: Material;
  readonly key?: Material;
  readonly token?: string;
  readonly tokenFile?: string;
  readonly exec?: ExecPlugin;
}
