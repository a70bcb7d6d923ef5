/** flanneld's own default of `--kube-annotation-prefix`. */
export const ANNOTATION_PREFIX = 'flannel.alpha.coreos.com';

/** The names of flannel's annotations of a node, behind the prefix (flannel-facts 4.2). */
export const ANNOTATIONS = {
  /** `true`: flannel looks after the node. */
  managed: 'kube-subnet-manager',
  backendType: 'backend-type',
  ipv4: {
    publicIP: 'public-ip',
    backendData: 'backend-data',
    /** What a user wants published instead of the address that flanneld finds. */
    publicIPOverwrite: 'public-ip-overwrite',
    /** What a user wants flanneld to find the uplink by. */
    nodePublicIP: 'node-public-ip',
  },
  ipv6: {
    publicIP: 'public-ipv6',
    backendData: 'backend-v6-data',
    publicIPOverwrite: 'public-ipv6-overwrite',
    nodePublicIP: 'node-public-ipv6',
  },
} as const;

/** Longer than any key of an annotation: 253 characters, a slash and 63 more (Kubernetes). */
const LONGEST = 317;

/** As flannel has it: not anchored at the start. */
const FORM = /(?:[a-z0-9_-]+\.)+[a-z0-9_-]+\/(?:[a-z0-9_-]+-)?$/;

/** What flannel's annotations begin with, made of a prefix as flanneld makes it; or its words of refusal (flannel-facts 4.2). */
export function annotationBase(
  prefix: string = ANNOTATION_PREFIX,
): { readonly base: string } | { readonly refused: string } {
  if (prefix.split('/').length > 2)
    return { refused: 'subnet/kube: prefix can contain at most single slash' };
  const slashed = prefix.includes('/') ? prefix : `${prefix}/`;
  const base = /[/-]$/.test(slashed) ? slashed : `${slashed}-`;
  if (base.length <= LONGEST && FORM.test(base)) return { base };
  return { refused: 'subnet/kube: prefix must be in a format: fqdn/[0-9a-z-_]*' };
}
