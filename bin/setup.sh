#!/bin/sh
# Brings what the tests, the lab and the demo need: npm packages, the build, and Debian packages that are missing.
# Says what it installs. Takes a fraction of a second when everything is there.
set -eu
cd "$(dirname "$0")/.."

say() { printf 'setup: %s\n' "$*" >&2; }

fail() {
  say "$1"
  shift
  for line in "$@"; do printf '       %s\n' "$line" >&2; done
  exit 69
}

# What is needed, as "program or file : Debian package".
NEEDED='ip:iproute2 bridge:iproute2 nft:nftables iptables:iptables unshare:util-linux setpriv:util-linux
  ping:iputils-ping /usr/lib/cni/bridge:containernetworking-plugins tcpdump:tcpdump script:bsdutils git:git
  systemd-analyze:systemd perl:perl-base etcd:etcd-server etcdctl:etcd-client openssl:openssl'

missing=''
for need in $NEEDED; do
  command -v "${need%%:*}" >/dev/null 2>&1 || missing="$missing ${need##*:}"
done
missing=$(printf '%s\n' $missing | sort -u | tr '\n' ' ')

if [ "$(id -u)" -ne 0 ]; then
  fail 'root is needed, for network namespaces of its own (the machine’s network is not touched).' \
    'Run it again with sudo.'
fi

if [ -n "${missing% }" ]; then
  command -v apt-get >/dev/null 2>&1 || fail "these are missing, and this is not Debian: $missing" \
    'Install what gives you: ip, bridge, nft, iptables, unshare, setpriv, ping, tcpdump, script, git, perl,' \
    'systemd-analyze, etcd, etcdctl, openssl, and the CNI plugins bridge, host-local and portmap in /usr/lib/cni or /opt/cni/bin. Then run it again.'
  say "installing Debian packages: $missing"
  log=$(mktemp)
  # The tests start etcd themselves; the package would start one more, now and at each boot.
  quiet_etcd() { if [ -d /run/systemd/system ]; then systemctl "$@" etcd.service >/dev/null 2>&1 || true; fi; }
  case "$missing" in *etcd-server*) quiet_etcd mask --runtime ;; esac
  # shellcheck disable=SC2086
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing; } \
    >"$log" 2>&1 || { cat "$log" >&2; fail "apt-get could not install: $missing"; }
  case "$missing" in *etcd-server*)
    quiet_etcd disable
    quiet_etcd unmask --runtime
    ;;
  esac
  rm -f "$log"
fi

if [ ! -e node_modules/.package-lock.json ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
  say 'installing npm packages'
  npm install --no-audit --no-fund --loglevel=error
  touch node_modules/.package-lock.json
fi

if [ ! -e dist/main.cjs ] || [ -n "$(find src commands schemas bin/build.mjs package.json -newer dist/main.cjs -not -path 'src/generated*' | head -n 1)" ]; then
  say 'building'
  npm run --silent build
fi
