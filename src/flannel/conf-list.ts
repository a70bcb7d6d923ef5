/** Where flannel's DaemonSet puts the CNI conf list (flannel-facts 8.6). */
export const CNI_CONF = '/etc/cni/net.d/10-flannel.conflist';

/** Whether flannel's plugin is among those of a CNI conf list. */
export const hasFlannelPlugin = ({
  plugins,
}: {
  readonly plugins: readonly ({ readonly type?: unknown } | null)[];
}): boolean => plugins.some((plugin) => plugin?.type === 'flannel');

/** Whether a text is a CNI conf list with flannel's plugin in it. */
export function isFlannelConfList(text: string): boolean {
  try {
    const { plugins } = JSON.parse(text) as { readonly plugins?: unknown };
    return Array.isArray(plugins) && hasFlannelPlugin({ plugins });
  } catch {
    return false;
  }
}
