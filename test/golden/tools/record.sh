#!/bin/bash
# Records what the tools of several systems print of one host: record.sh FLANNELCTL ROOTFS...
# Each ROOTFS has iproute2, nftables and iptables of its own; / stands for this machine. Links, routes and the like are made
# once and listed by each; rules are loaded by each tool into a namespace of its own, and listed by the same.
set -eu
flannelctl=$1; shift
here=$(cd "$(dirname "$0")" && pwd)
ns=golden-$$; root=$(mktemp -d)
trap 'for n in $(ip netns list | cut -d" " -f1 | grep -x "$ns.*"); do ip netns del $n; done; rm -rf "$root"' EXIT

# A command of a rootfs in a network namespace; /proc and /dev are there for it alone.
of() { local fs=$1 n=$2; shift 2
  ip netns exec "$n" unshare --mount sh -c '[ "$1" = / ] || { mount --bind /proc "$1/proc"; mount --bind /dev "$1/dev"; }; fs=$1; shift; exec chroot "$fs" env PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C "$@"' sh "$fs" "$@"; }
version() { of "$1" "$ns" "${@:2}" 2>/dev/null | grep -oE '[0-9]+\.[0-9]+(\.[0-9]+)?' | head -1; }

node() { # node NAME NETCONF: a node with two peers
  ip netns add "$1"; ip -n "$1" link set lo up
  ip -n "$1" link add name eth0 address 02:00:00:00:00:01 type veth peer name far address 02:00:00:00:00:02
  ip netns exec "$1" sysctl -qw net.ipv6.conf.all.accept_dad=0 net.ipv6.conf.default.accept_dad=0
  ip -n "$1" link set far up; ip -n "$1" link set eth0 up
  ip -n "$1" address add 192.168.77.1/24 dev eth0; ip -n "$1" address add fd77::1/64 dev eth0 nodad
  ip -n "$1" route add default via 192.168.77.254; ip -n "$1" route add default via fd77::fe
  ip netns exec "$1" node "$flannelctl" init --root "$root/$1" --net-conf "$2" --node n1 --iface eth0 --yes \
    --peer n2=192.168.77.2,10.244.2.0/24,fd77::2,fd00:244:0:2::/64 --peer n3=192.168.77.3,10.244.3.0/24,fd77::3,fd00:244:0:3::/64
}
conf() { echo '{"Network":"10.244.0.0/16","EnableIPv6":true,"IPv6Network":"fd00:244::/48","EnableNFTables":'"$1"',"Backend":{"Type":"vxlan"}}'; }

node "$ns" "$(conf true)"
node "$ns-ipt" "$(conf false)"
ip -n "$ns" -batch - < "$here/foreign.ip"
ip netns exec "$ns" nft list table ip flannelctl > "$root/ours.nft"
ip netns exec "$ns" nft list table ip6 flannelctl >> "$root/ours.nft"
for f in 4 6; do p=ip; [ $f = 6 ] && p=ip6; ip netns exec "$ns-ipt" ${p}tables-save > "$root/ours$f.save"; done

for fs in "$@"; do
  d=$here/iproute2-$(version "$fs" ip -V); mkdir -p "$d"
  of "$fs" "$ns" ip -N -d -j address > "$d/address.json"
  of "$fs" "$ns" ip -N -j neigh > "$d/neigh.json"
  of "$fs" "$ns" bridge -j fdb > "$d/fdb.json"
  of "$fs" "$ns" ip -N -j nexthop > "$d/nexthop.json"
  of "$fs" "$ns" ip -o -N nexthop > "$d/nexthop.txt"
  of "$fs" "$ns" ip -N -j route get 10.244.2.9 > "$d/route-get.json"
  for f in 4 6; do
    of "$fs" "$ns" ip -$f -N -j route show table main > "$d/route$f.json"
    of "$fs" "$ns" ip -$f -N -j route show default > "$d/default$f.json"
    of "$fs" "$ns" ip -$f -o -N -d route show table all > "$d/route$f.txt"
  done

  d=$here/nft-$(version "$fs" nft --version); mkdir -p "$d"; n=$ns-nft; ip netns add "$n"
  of "$fs" "$n" nft -f - < "$root/ours.nft"
  for f in ip ip6; do of "$fs" "$n" nft -j list table $f flannelctl > "$d/ours-$f.json"; done
  # A table that a version doesn't know all of is not there.
  for table in "$here"/foreign/*.nft; do of "$fs" "$n" nft -f - < "$table" 2>/dev/null || echo "$d: no $(basename "$table")" >&2; done
  of "$fs" "$n" nft -j list tables > "$d/tables.json"
  of "$fs" "$n" nft -j list chains > "$d/chains.json"
  for what in tables chains; do of "$fs" "$n" nft list $what > "$d/$what.txt"; done
  for table in $(of "$fs" "$n" nft list tables | awk '$3 ~ /^op_/ { print $2 ":" $3 }'); do
    of "$fs" "$n" nft -j list table "${table%:*}" "${table#*:}" > "$d/${table#*:}.json"
  done
  ip netns del "$n"

  for variant in nft legacy; do
    d=$here/iptables-$(version "$fs" iptables-$variant --version)-$variant; mkdir -p "$d"; n=$ns-x; ip netns add "$n"
    for f in 4 6; do
      p=ip; [ $f = 6 ] && p=ip6
      of "$fs" "$n" ${p}tables-$variant-restore < "$root/ours$f.save"
      of "$fs" "$n" ${p}tables-$variant-restore --noflush < "$here/foreign/$f.save"
      of "$fs" "$n" ${p}tables-$variant-save > "$d/save$f.txt" 2>/dev/null
    done
    [ $variant = legacy ] || of "$fs" "$n" nft -j list chains > "$d/chains.json"
    ip netns del "$n"
  done
done
