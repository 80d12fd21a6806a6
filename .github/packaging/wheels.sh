#!/usr/bin/env bash
# Collect a wheel and all that it needs in a folder, so that an install from it asks no registry:
#   wheels.sh WHEEL OUT [PLATFORM]     PLATFORM such as manylinux_2_28_x86_64; without: this one
# PYTHON_VERSION says for which Python the compiled ones are (3.13, as formula and image have it).
set -euo pipefail
wheel=$1 out=$2 platform=${3-}
version=${PYTHON_VERSION:-3.13}

mkdir -p "$out"
options=(--quiet --disable-pip-version-check --only-binary ":all:" --dest "$out")
if [[ -n $platform ]]; then
  options+=(--python-version "$version" --implementation cp --platform "$platform")
  # a wheel for an older system runs on a newer one, and pip is told each by its name
  case $platform in
    manylinux_2_28_*) options+=(--platform "${platform/2_28/2_17}" --platform "manylinux2014_${platform#manylinux_2_28_}") ;;
    macosx_11_0_x86_64) options+=(--platform macosx_10_12_x86_64 --platform macosx_10_9_x86_64) ;;
  esac
fi
python3 -m pip download "${options[@]}" "$wheel"
