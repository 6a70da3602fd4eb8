# Makes sure of a Chromium with Chinese fonts for the browser tests. Sourced by test.sh after
# setup.sh. Without one those tests are skipped, and this says how to get it.
# shellcheck shell=bash

has_chromium() { [ -x /usr/bin/chromium ]; }
has_chinese_font() { command -v fc-list >/dev/null && [ -n "$(fc-list :lang=zh)" ]; }

set_up_browser() {
  has_chromium && has_chinese_font && return
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    say "安装 Chromium 和中文字体（浏览器测试要用）"
    if apt-get -qq update &&
      DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends \
        chromium fonts-noto-cjk fontconfig >/dev/null; then
      return
    fi
  fi
  has_chromium ||
    say "没有 Chromium，浏览器测试将跳过。Debian 上安装：apt-get install chromium fonts-noto-cjk"
}
