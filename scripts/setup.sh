# Makes .venv and installs what is asked for into it. Sourced by start.sh and test.sh:
#   set_up EXTRAS      e.g. set_up models, set_up models,test; run from the project's root.
# A stamp of what was installed makes every later run quick. PYTHON names another Python.
# shellcheck shell=bash

VENV=.venv
TORCH_CPU_INDEX=https://download.pytorch.org/whl/cpu
NO_INDEX="安装没有完成。请检查网络或软件源（可设 PIP_INDEX_URL）后再运行一次。"
export PIP_DISABLE_PIP_VERSION_CHECK=1

say() { printf '== %s\n' "$*"; }
fail() { printf '!! %s\n' "$*" >&2; exit 1; }
# A person who waits sees the progress; a log gets only what went wrong.
pip() {
  if [ -t 1 ]; then "$VENV/bin/python" -m pip "$@"; else "$VENV/bin/python" -m pip -qq "$@"; fi
}

find_python() {
  local name
  for name in "${PYTHON:-}" python3.11 python3.12 python3.13 python3 python; do
    [ -n "$name" ] || continue
    if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      printf '%s\n' "$name"
      return
    fi
  done
  fail "没有找到 Python 3.11 或更新的版本。请先安装，或用 PYTHON=路径 指定。"
}

make_venv() {
  "$VENV/bin/python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && return
  local python
  python=$(find_python)
  "$python" -m venv --clear "$VENV" ||
    fail "建不了虚拟环境。Debian/Ubuntu 请先执行：apt-get install python3-venv"
}

# What was installed: the requirements, the Python, and this place (an editable install
# points here, so a copied or moved checkout has to be set up again).
stamp_of() {
  { cat pyproject.toml constraints.txt scripts/setup.sh
    "$VENV/bin/python" -VV
    pwd -P
    printf '%s\n' "$1"
  } | "$VENV/bin/python" -c \
    'import hashlib, sys; print(hashlib.sha256(sys.stdin.buffer.read()).hexdigest())'
}

torch_pin() { sed -n 's/^torch==//p' constraints.txt; }

has_cpu_torch() {
  "$VENV/bin/python" - "$(torch_pin)" 2>/dev/null <<'PY'
import sys
from importlib.metadata import requires, version

needs = requires("torch") or () if sys.platform == "linux" else ()
cuda = any(name.startswith(("nvidia", "cuda")) for name in needs)
sys.exit(cuda or version("torch").partition("+")[0] != sys.argv[1])
PY
}

# True when the default index would bring a torch without CUDA's gigabytes; reads metadata only.
plain_torch_is_cpu() {
  [ "$(uname -s)" = Darwin ] && return
  local plan
  plan=$(pip install -q --dry-run --no-deps --report - "torch==$(torch_pin)" 2>/dev/null) ||
    return 1
  ! grep -Eq '"(nvidia|cuda)-' <<<"$plan"
}

# The CPU build of torch, or none: a Linux wheel from the default index is usually the CUDA
# build, which is twenty times larger and serves nothing here. --retries 0 --no-deps make an
# index that can't be reached cost a second instead of minutes.
install_cpu_torch() {
  has_cpu_torch && return
  if [ "$(uname -s)" = Linux ] &&
    pip install --retries 0 --timeout 10 --no-deps --extra-index-url "$TORCH_CPU_INDEX" \
      "torch==$(torch_pin)+cpu" 2>/dev/null; then
    return
  fi
  plain_torch_is_cpu && pip install --no-deps "torch==$(torch_pin)"
}

# Without torch everything works but a KB_MODEL other than the shipped one.
without_models() {
  local kept=",$1,"
  kept=${kept//,models,/,}
  kept=${kept#,}
  printf '%s\n' "${kept%,}"
}

set_up() {
  local extras=$1 stamp=$VENV/set-up-stamp begun=$SECONDS
  make_venv
  if [ -f "$stamp" ] && grep -qxF "$(stamp_of "$extras")" "$stamp"; then
    return
  fi
  say "安装依赖到 $VENV（只在第一次和依赖变动时进行，约需几分钟）"
  pip install -c constraints.txt setuptools || fail "$NO_INDEX"
  local wanted=$extras
  if [[ ,$extras, == *,models,* ]] && ! install_cpu_torch; then
    say "没有得到 CPU 版 torch，先不装：自带的模型不需要它，只有另设 KB_MODEL 时才用到。"
    say "网络通了以后要补装，删掉 $stamp 再运行一次。"
    wanted=$(without_models "$extras")
  fi
  pip install -c constraints.txt --no-build-isolation -e ".${wanted:+[$wanted]}" ||
    fail "$NO_INDEX"
  { stamp_of "$extras"; stamp_of models; } >>"$stamp"  # who tests has what starting needs
  say "安装完成，用时 $((SECONDS - begun)) 秒"
}
