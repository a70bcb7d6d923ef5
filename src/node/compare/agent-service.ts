import { commandLine, refuseUnwritable, type ServiceCommand } from './unit-words.ts';

/**
 * What the agent and the tools that it runs need of root: to set up links, routes and rules, to load their modules, to
 * read and replace files of anybody, and to see the networks of other processes.
 */
export const AGENT_CAPABILITIES = [
  'CAP_CHOWN',
  'CAP_DAC_OVERRIDE',
  'CAP_DAC_READ_SEARCH',
  'CAP_FOWNER',
  'CAP_KILL',
  'CAP_NET_ADMIN',
  'CAP_NET_BIND_SERVICE',
  'CAP_NET_RAW',
  'CAP_SYS_ADMIN',
  'CAP_SYS_MODULE',
  'CAP_SYS_PTRACE',
] as const;

/** Seconds after which an agent that does not feed the watchdog is restarted; it feeds twice in that time. */
const WATCHDOG_SECONDS = 120;

/**
 * The text of the systemd unit that runs `flannelctl agent`. Nothing waits for it to be ready, because the Kubernetes
 * API that it reads may run in pods of this node; pods wait for their CNI conf, which it writes last. A unit of `init
 * --enable-service` brings the network back first. Its memory is not
 * kept from being executed (V8 compiles), and it writes sysctls and below /etc. An agent that was killed or got stuck is
 * restarted, one that `flannelctl reset` ended is not: it ends with 0.
 * @param args the words after `agent`
 */
export function agentUnit(command: ServiceCommand, args: readonly string[]): string {
  refuseUnwritable(command, args);
  const { node, script, root } = command;
  const words = [node, script, 'agent', ...args, ...(root === '/' ? [] : ['--root', root])];
  return `[Unit]
Description=Pod network of this node, kept up to date (flannelctl agent)
Wants=network-online.target
After=network-online.target flannelctl.service
StartLimitIntervalSec=0

[Service]
Type=notify
NotifyAccess=all
ExecStart=${commandLine(words)}
ExecReload=/bin/kill -HUP $MAINPID
EnvironmentFile=-/etc/default/flannelctl-agent
Restart=on-failure
RestartSec=1
TimeoutStartSec=infinity
TimeoutStopSec=10
WatchdogSec=${WATCHDOG_SECONDS}
KillMode=mixed
CapabilityBoundingSet=${AGENT_CAPABILITIES.join(' ')}
NoNewPrivileges=yes
ProtectClock=yes
ProtectControlGroups=yes
ProtectHome=read-only
ProtectHostname=yes
ProtectSystem=yes
LockPersonality=yes
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK AF_PACKET
RestrictRealtime=yes
RestrictSUIDSGID=yes
SystemCallArchitectures=native

[Install]
WantedBy=multi-user.target
`;
}
