// What a page needs beside Streamlit: focus, completion, links without reloading, copying.
"use strict";
(() => {
  const SUGGEST_AFTER_MS = 120;
  const RELOAD_AFTER_MS = 4000;
  const WRITING = "writing";
  const POINTS_PER_PIXEL = 72 / 200;
  const searchBox = () => document.querySelector(".st-key-search input");
  const byTouch = matchMedia("(pointer: coarse)").matches;

  const announce = (text) => {
    const region = document.getElementById("kb-announcer");
    if (region) region.textContent = text;
  };

  // ---- Search box: focus on opening, "/" from anywhere ----
  const dressSearchBox = (box) => {
    if (box.dataset.dressed) return;
    box.dataset.dressed = "yes";
    box.setAttribute("enterkeyhint", "search");
    box.setAttribute("autocomplete", "off");
    box.setAttribute("spellcheck", "false");
    box.setAttribute("role", "combobox");
    box.setAttribute("aria-autocomplete", "list");
    box.setAttribute("aria-expanded", "false");
    box.setAttribute("aria-controls", completions.id);
    box.closest(".stTextInput").append(completions);
    box.closest(".st-key-search").setAttribute("role", "search");
    const landing = !new URLSearchParams(location.search).size;
    if (landing || !byTouch) box.focus({ preventScroll: true });
  };

  // Streamlit takes a text when Enter is pressed, and when the box is left. Leaving it to follow a
  // link must not search, and pressing the button must, so the box is left unnoticed and the button
  // presses Enter. A text already searched for is no news: then the button leads to its results.
  const asked = () => new URLSearchParams(location.search).get("q") ?? "";
  const pressEnter = (box) =>
    box.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", code: "Enter", keyCode: 13, bubbles: true }));
  const submit = () => document.querySelector(".st-key-search button")?.click();

  const write = (box, text) => {
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set.call(box, text);
    box.dispatchEvent(new CustomEvent("input", { bubbles: true, detail: WRITING }));
  };

  document.addEventListener("focusout", (event) => {
    if (event.target !== searchBox()) return;
    event.stopPropagation();
    endCompletion();
  }, true);
  document.addEventListener("click", (event) => {
    const box = searchBox();
    if (!event.target.closest(".st-key-search button") || box.value.trim() === asked()) return;
    event.stopPropagation();
    pressEnter(box);
  }, true);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || event.target !== searchBox()) return;
    if (event.target.value.trim() === asked()) submit();
  });

  // A link followed leaves a half-typed text behind; the box then says again what the page is about.
  const resetSearchBox = () => {
    const box = searchBox();
    if (box && box.value !== asked()) write(box, asked());
  };

  // ---- Completions: a combobox with a list box, as WAI-ARIA describes it ----
  const completions = document.createElement("ul");
  completions.id = "kb-completions";
  completions.hidden = true;
  completions.setAttribute("role", "listbox");
  completions.setAttribute("aria-label", "补全");
  let completing = 0;
  let latest = 0;

  const complete = async (box) => {
    const typed = box.value;
    const asking = ++latest;
    try {
      const response = await fetch(`api/suggest?q=${encodeURIComponent(typed)}`);
      const texts = response.ok ? await response.json() : [];
      if (asking === latest && document.activeElement === box) offer(box, texts, typed);
    } catch { /* offline: no completions */ }
  };

  const offer = (box, texts, typed) => {
    const news = texts.filter((text) => text !== typed.trim());
    completions.replaceChildren(...news.map((text, number) => {
      const option = document.createElement("li");
      option.id = `kb-completion-${number}`;
      option.setAttribute("role", "option");
      option.textContent = text;
      return option;
    }));
    choose(box, null);
    completions.hidden = !news.length;
    box.setAttribute("aria-expanded", String(news.length > 0));
  };

  const endCompletion = () => {
    clearTimeout(completing);
    latest += 1;
    const box = searchBox();
    if (box && !completions.hidden) offer(box, [], "");
  };

  const chosen = () => completions.querySelector("[aria-selected=true]");
  const choose = (box, option) => {
    chosen()?.setAttribute("aria-selected", "false");
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) box.setAttribute("aria-activedescendant", option.id);
    else box.removeAttribute("aria-activedescendant");
  };

  const take = (box, option) => {
    const text = option.textContent;
    endCompletion();
    write(box, text);
    setTimeout(() => pressEnter(box), 0); // Streamlit first has to see the text
  };

  // Down from the last option leads to the box, and then to the first option again; up likewise.
  const move = (box, down) => {
    const options = [...completions.children];
    const place = options.indexOf(chosen());
    const start = down ? -1 : options.length;
    const next = (place < 0 ? start : place) + (down ? 1 : -1);
    choose(box, options[next] ?? null);
  };

  document.addEventListener("input", (event) => {
    if (event.target !== searchBox() || event.detail === WRITING || event.isComposing) return;
    completeSoon(event.target);
  });
  document.addEventListener("compositionend", (event) => {
    if (event.target === searchBox()) completeSoon(event.target);
  });
  const completeSoon = (box) => {
    clearTimeout(completing);
    if (box.value.trim()) completing = setTimeout(() => complete(box), SUGGEST_AFTER_MS);
    else endCompletion();
  };

  document.addEventListener("keydown", (event) => {
    if (event.target !== searchBox() || event.isComposing) return;
    if (event.key === "Enter" && !chosen()) endCompletion();
    if (completions.hidden) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") move(event.target, event.key === "ArrowDown");
    else if (event.key === "Enter") take(event.target, chosen());
    else if (event.key === "Escape") endCompletion();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }, true);
  // The box keeps the focus while an option is pressed.
  completions.addEventListener("pointerdown", (event) => event.preventDefault());
  completions.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) take(searchBox(), option);
  });

  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    searchBox()?.focus();
    searchBox()?.select();
  });

  // ---- Links inside the app: Streamlit follows the history, so no reload is needed ----
  let expecting = 0;
  let moved = false; // by a link or through the history, not by a question typed
  let scrollTo = 0;
  const scrolled = new Map(); // where a page was left, by its address
  const frame = () => document.querySelector('[data-testid="stMain"]');

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-nav]");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    const target = new URL(link.getAttribute("href"), location.href);
    if (target.search === location.search) return;
    scrolled.set(location.search, frame()?.scrollTop ?? 0);
    history.pushState({}, "", target);
    dispatchEvent(new PopStateEvent("popstate"));
    moved = true;
    scrollTo = 0;
    clearTimeout(expecting);
    expecting = setTimeout(() => location.reload(), RELOAD_AFTER_MS);
  });
  addEventListener("popstate", (event) => {
    if (!event.isTrusted) return;
    moved = true;
    scrollTo = scrolled.get(location.search) ?? 0;
  });

  document.addEventListener("click", (event) => {
    if (!event.target.closest("a.skip")) return;
    event.preventDefault();
    document.getElementById("content")?.focus();
  });

  // ---- Copying a citation ----
  const copyText = async (text) => {
    if (navigator.clipboard && isSecureContext) return navigator.clipboard.writeText(text);
    const area = document.createElement("textarea"); // plain http on a network has no clipboard API
    area.value = text;
    area.style.cssText = "position:fixed;opacity:0";
    document.body.append(area);
    area.select();
    const copied = document.execCommand("copy");
    area.remove();
    if (!copied) throw new Error("copying refused");
  };

  const showCitation = (citation) => {
    citation.closest("details").open = true;
    getSelection().selectAllChildren(citation);
  };

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("button[data-copy]");
    if (!button) return;
    const citation = button.closest(".actions").querySelector(".citation");
    const label = button.dataset.label ?? (button.dataset.label = button.textContent);
    try {
      await copyText(citation.textContent);
      button.textContent = "已复制";
      button.classList.add("done");
      announce("引用已复制");
    } catch {
      showCitation(citation);
      button.textContent = "请手动复制";
      announce("浏览器不让复制，引用文字已选中");
    }
    button.focus();
    setTimeout(() => { button.textContent = label; button.classList.remove("done"); }, 2500);
  });

  // ---- When a page has come ----
  // Pictures are drawn at 200 pixels an inch; shown large enough to read, they may
  // be wider than their frame, which is then moved to the value.
  const centreOnValue = (shot) => {
    const image = shot.querySelector("img");
    const centre = () => {
      const scale = shot.clientWidth < 480 ? 1.15 : 1; // screen pixels to a point of the page
      image.style.minWidth = `${image.naturalWidth * POINTS_PER_PIXEL * scale}px`;
      const middle = (Number(shot.dataset.across) * image.clientWidth) / image.naturalWidth;
      shot.scrollLeft = middle - shot.clientWidth / 2;
    };
    if (image.complete) centre();
    else image.addEventListener("load", centre, { once: true });
  };

  // Filters stand beside the results, or where there is no room, fold up until asked for.
  const narrow = matchMedia("(max-width: 860px)");
  let filtersAsked = false;
  const foldFilters = (page) => {
    const folding = page.querySelector(".filters > details");
    if (folding) folding.open = !narrow.matches || filtersAsked;
  };
  narrow.addEventListener("change", () => foldFilters(document));
  document.addEventListener("click", (event) => {
    const summary = event.target.closest(".filters > details > summary");
    if (summary) filtersAsked = !summary.parentElement.open;
  });

  const arrived = (page) => {
    clearTimeout(expecting);
    endCompletion();
    foldFilters(page);
    announce(page.dataset.announce ?? page.querySelector("h1")?.textContent ?? document.title);
    page.querySelectorAll(".shot").forEach(centreOnValue);
    if (moved) {
      moved = false;
      resetSearchBox();
      frame()?.scrollTo(0, scrollTo);
      page.focus({ preventScroll: true });
    } else if (byTouch && asked()) {
      searchBox()?.blur(); // the keyboard on the screen would hide the answer
    }
  };

  let shown = null;
  new MutationObserver(() => {
    const box = searchBox();
    if (box) dressSearchBox(box);
    const page = document.getElementById("content");
    if (page && page !== shown) {
      shown = page;
      arrived(page);
    }
  }).observe(document.documentElement, { childList: true, subtree: true });
})();
