/** What one connection to the API server needs. All of it is read again for each request, so that it may rotate. */
export interface ApiConnection {
  readonly server: URL;
  /** Certificates of authorities, in PEM; absent: those of Node.js. */
  readonly ca?: string;
  /** The client's certificate and key, in PEM. */
  readonly cert?: string;
  readonly key?: string;
  /** A bearer token. */
  readonly token?: string;
  /** The name that the server's certificate has to be for, in place of the URL's host. */
  readonly serverName?: string;
  /** Whether the server's certificate is not verified. */
  readonly isInsecure?: boolean;
}

/** How the API server is reached, and as whom. */
export interface Access {
  /** The server, or the file that names it, for messages. */
  readonly place: string;
  readonly connection: (stop: AbortSignal) => Promise<ApiConnection>;
  /** Forgets what is kept of credentials, because the server refused them. */
  readonly forget: () => void;
}
