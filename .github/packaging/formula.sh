#!/usr/bin/env bash
# Pack the folders that wheels.sh filled, one a platform, and fill their sums into the formula:
#   formula.sh WHEELS OUT OWNER/REPOSITORY
# The archives are the same bytes for the same wheels, whenever and wherever they are packed.
set -euo pipefail
wheels=$1 out=$2 repository=$3
here=$(cd "$(dirname "$0")" && pwd)
version=$(sed -n 's/^__version__ = "\(.*\)"$/\1/p' "$here/../../claude_doctor/__init__.py")

mkdir -p "$out"
sed -e "s|OWNER/claude-doctor|$repository|g" -e "s|@version@|$version|g" "$here/claude-doctor.rb" >"$out/claude-doctor.rb"
for folder in "$wheels"/*/; do
  platform=$(basename "$folder")
  archive=$out/claude-doctor-$version-$platform.tar.gz
  tar --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner --mode=u=rw,go=r -C "$folder" -cf - . |
    gzip -9n >"$archive"
  sum=$(sha256sum "$archive" | cut -d' ' -f1)
  sed -i "s|@$platform@|$sum|" "$out/claude-doctor.rb"
done
if grep -n '"@' "$out/claude-doctor.rb" >&2; then
  echo "a platform of the formula has no wheels" >&2
  exit 1
fi
