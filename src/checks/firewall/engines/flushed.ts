import { type FilterRules, fileText, folderNames, packetRules } from '../../../host/index.ts';
import { type CheckedNode, type Finding, nodeCheck, warning } from '../../check.ts';
import { repairOf } from '../../repair.ts';

const NFTABLES_CONF = '/etc/nftables.conf';
const UFW_CONF = '/etc/ufw/ufw.conf';
const AT_BOOT = '/etc/systemd/system/sysinit.target.wants';

/** Whether all of this node's rules are missing, and something else of it is there. */
const isFlushed = ({ isSetUp, diff: { changes, unchanged } }: CheckedNode): boolean => {
  const ofRules = changes.filter((change) => ('to' in change ? change.to : change.from).kind === 'ruleset');
  return isSetUp && unchanged > 0 && ofRules.length > 0 && ofRules.every(({ action }) => action === 'create');
};

interface Known {
  readonly rules: FilterRules;
  readonly nftables: string | null;
  readonly ufw: string | null;
  readonly services: readonly string[];
}

/** The programs here that delete rules of other programs as they start or load their own. */
function culprits({ rules, nftables, ufw, services }: Known): string[] {
  const hasFirewalld = rules.nft.some(({ chains }) => chains.some(({ table }) => table === 'firewalld'));
  const flushes = /^\s*flush ruleset\b/m.test(nftables ?? '') && services.includes('nftables.service');
  return [
    ...(flushes ? [`nftables.service (${NFTABLES_CONF} has "flush ruleset")`] : []),
    ...(hasFirewalld ? ['firewalld (firewall-cmd --reload)'] : []),
    ...(/^\s*ENABLED=yes/im.test(ufw ?? '') ? ['ufw (ufw reload)'] : []),
  ];
}

function findings(node: CheckedNode, known: Known): Finding[] {
  if (!isFlushed(node)) return [];
  const programs = culprits(known);
  return [
    warning(
      `all rules of this node are gone${programs.length === 0 ? '' : `; what may have deleted them: ${programs.join(', ')}`}`,
      `${programs.length === 0 ? 'Recreate them' : 'Recreate them after each reload of that firewall'}: ${repairOf(node)}`,
      {
        impact:
          'Pods reach nothing outside the pod network; with a firewall that drops what is forwarded, no pod of another node.',
        fix: { safety: 'safe' },
        follows: ['FlannelRules'],
      },
    ),
  ];
}

/** Whether another firewall has deleted the rules of this node. */
export const flushed = nodeCheck({
  name: 'FlushedRules',
  symptom: 'It worked until a firewall was started, stopped or reloaded',
  when: [],
  needs: ({ root }) => ({
    rules: packetRules,
    nftables: fileText(root, NFTABLES_CONF),
    ufw: fileText(root, UFW_CONF),
    services: folderNames(root, AT_BOOT),
  }),
  run: (node, known) => findings(node, known),
});
