interface Condition {
  readonly type: string;
  readonly $patch?: 'delete';
}

export interface ModelNode {
  readonly metadata: {
    readonly name: string;
    readonly resourceVersion: string;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly labels?: Readonly<Record<string, string>>;
  };
  readonly spec: object;
  readonly status: { readonly conditions?: readonly Condition[] };
}

interface Patch {
  readonly metadata?: {
    readonly annotations?: Readonly<Record<string, string | null>>;
    readonly labels?: object;
  };
  readonly spec?: object;
  readonly status?: { readonly conditions?: readonly Condition[] };
}

/** The nodes of a cluster in memory, with revisions, pages, events and strategic merge patches. */
export class ModelNodes {
  private readonly form: ModelNode;
  private readonly nodes = new Map<string, ModelNode>();
  private revision = 100;
  private oldest = 0;
  private history: { readonly revision: number; readonly line: string }[] = [];
  onEvent: (line: string) => void = () => {};

  /** @param form what a new node has beside what it is created with */
  constructor(form: ModelNode) {
    this.form = form;
  }

  get(name: string): ModelNode | undefined {
    return this.nodes.get(name);
  }

  create(given: Pick<ModelNode, 'metadata' | 'spec'>): ModelNode {
    const { managedFields, ...metadata } = this.form.metadata as ModelNode['metadata'] & {
      managedFields: unknown;
    };
    return this.keep('ADDED', {
      ...this.form,
      spec: given.spec,
      metadata: { ...metadata, annotations: {}, ...given.metadata },
    });
  }

  delete(node: ModelNode): ModelNode {
    const last = this.keep('DELETED', node);
    this.nodes.delete(node.metadata.name);
    return last;
  }

  deleteAll(): void {
    for (const node of this.nodes.values()) this.delete(node);
  }

  /** Undefined if the patch makes the node invalid. */
  patch(node: ModelNode, { metadata = {}, spec = {}, status = {} }: Patch): ModelNode | undefined {
    const merged = Object.entries({ ...node.metadata.annotations, ...metadata.annotations });
    if (merged.some(([key]) => key.split('/').length > 2)) return undefined;
    const annotations = Object.fromEntries(
      merged.filter((entry): entry is [string, string] => entry[1] !== null),
    );
    const written = status.conditions ?? [];
    const kept = (node.status.conditions ?? []).filter(
      ({ type }) => !written.some((one) => one.type === type),
    );
    const conditions = [...kept, ...written.filter(({ $patch }) => $patch !== 'delete')];
    const labels = { ...node.metadata.labels, ...metadata.labels };
    const next = {
      ...node,
      metadata: { ...node.metadata, annotations, labels },
      spec: { ...node.spec, ...spec },
      status: { ...node.status, conditions },
    };
    // A patch that changes nothing writes nothing.
    return JSON.stringify(next) === JSON.stringify(node) ? node : this.keep('MODIFIED', next);
  }

  page(query: URLSearchParams): object {
    const all = [...this.nodes.values()].toSorted((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
    const from = Number(query.get('continue') ?? 0);
    const to = from + Number(query.get('limit') ?? all.length);
    const rest = to < all.length ? { continue: String(to) } : {};
    return {
      kind: 'NodeList',
      apiVersion: 'v1',
      metadata: { resourceVersion: String(this.revision), ...rest },
      items: all.slice(from, to),
    };
  }

  /** The lines of a watch after a revision; undefined if that is forgotten. */
  since(revision: number): readonly string[] | undefined {
    if (revision < this.oldest) return undefined;
    return this.history.filter((one) => one.revision > revision).map(({ line }) => line);
  }

  /** Forgets what was before now. */
  forget(): void {
    this.oldest = this.revision;
    this.history = [];
  }

  private keep(type: 'ADDED' | 'MODIFIED' | 'DELETED', node: ModelNode): ModelNode {
    this.revision += 1;
    const metadata = { ...node.metadata, resourceVersion: String(this.revision) };
    const next = { ...node, metadata };
    this.nodes.set(metadata.name, next);
    const line = JSON.stringify({ type, object: next });
    this.history.push({ revision: this.revision, line });
    this.onEvent(line);
    return next;
  }
}
