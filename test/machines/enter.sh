# Makes this process's own mount namespace look like the machine of a tree, and runs the agent in it.
# enter.sh TREE REPOSITORY FOLDER iptables-variant
set -e
tree=$1 repository=$2 folder=$3 variant=$4
mount -t tmpfs tmpfs "$folder"
mkdir "$folder/upper" "$folder/work" "$folder/root"
mount -t overlay -o "lowerdir=$tree,upperdir=$folder/upper,workdir=$folder/work" overlay "$folder/root"
cd "$folder/root"
mkdir -p proc sys dev run tmp sys/fs/cgroup lib/modules
mount -t proc proc proc
mount -t sysfs sysfs sys
mount --rbind /dev dev
mount -t tmpfs tmpfs run
mount -t tmpfs tmpfs tmp
[ ! -d /lib/modules ] || mount --rbind /lib/modules lib/modules
mount --bind "$repository" flannelctl
mount -o remount,bind,ro flannelctl
for ip in ip ip6; do
  for part in '' -save -restore; do ln -sf "xtables-$variant-multi" "usr/sbin/${ip}tables$part"; done
done
ip link set lo up
# Not the first process itself: a shell takes in the processes whose parents have died, Node.js does not.
env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root NO_COLOR=1 LC_ALL=C.UTF-8 \
  FLANNELCTL_COMMAND_TIMEOUT=150 chroot . node /flannelctl/test/machines/agent.cjs
exit $?
