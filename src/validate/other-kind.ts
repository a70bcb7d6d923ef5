import { Failure } from '../errors/index.ts';
import { type DocumentKind, KINDS } from './kinds.ts';
import { kindOfText } from './recognise.ts';

/** The advice for a document of another kind that was given as a net-conf. */
const ADVICE: Readonly<Record<Exclude<DocumentKind, 'net-conf'>, string>> = {
  'cni-conf': 'Give it with --cni-conf, and a net-conf.json with --net-conf.',
  'subnet-plan':
    'A node takes it with --nodes, a new plan with --previous; its net-conf is what is under netConf.',
  'node-list': 'A node and a plan take it with --nodes; give a net-conf.json with --net-conf.',
  'node-records': 'A node and a plan take it with --nodes; give a net-conf.json with --net-conf.',
  manifest:
    "Give the net-conf.json in its ConfigMap: kubectl -n kube-flannel get configmap kube-flannel-cfg -o jsonpath='{.data.net-conf\\.json}' > net-conf.json",
};

/** Refuses a text that was given as a net-conf and is a known document of another kind. */
export async function refuseOtherKind(file: string, text: string): Promise<void> {
  // By the content alone, because the user may have mistaken the name.
  const kind = await kindOfText('', text);
  if (kind === undefined || kind === 'net-conf') return;
  throw new Failure('invalidConfig', `${file} is not a net-conf: it is a ${KINDS[kind].name}`, {
    hint: ADVICE[kind],
  });
}
