// What a page needs beside Streamlit: focus, completion, links without reloading, copying.
"use strict";
(() => {
  const SUGGEST_AFTER_MS = 120;
  const RELOAD_AFTER_MS = 4000;
  const RESETTING = "resetting";
  const POINTS_PER_PIXEL = 72 / 200;
  const searchBox = () => document.querySelector(".st-key-search input");
  const byTouch = matchMedia("(pointer: coarse)").matches;

  const announce = (text) => {
    const region = document.getElementById("kb-announcer");
    if (region) region.textContent = text;
  };

  // ---- Search box: focus on opening, "/" from anywhere, completions from the index ----
  const completions = document.createElement("datalist");
  completions.id = "kb-completions";
  let completing = 0;

  const dressSearchBox = (box) => {
    if (box.dataset.dressed) return;
    box.dataset.dressed = "yes";
    document.body.append(completions);
    box.setAttribute("enterkeyhint", "search");
    box.setAttribute("autocomplete", "off");
    box.setAttribute("spellcheck", "false");
    box.addEventListener("input", (event) => {
      clearTimeout(completing);
      if (!event.isTrusted && event.detail === RESETTING) return;
      // Chromium and Firefox send this when a completion is picked.
      if (event.inputType === "insertReplacementText" || !("inputType" in event)) {
        setTimeout(submit, 60);
      } else {
        completing = setTimeout(() => complete(box), SUGGEST_AFTER_MS);
      }
    });
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

  document.addEventListener("focusout", (event) => {
    if (event.target === searchBox()) event.stopPropagation();
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

  const complete = async (box) => {
    const typed = box.value;
    try {
      const response = await fetch(`api/suggest?q=${encodeURIComponent(typed)}`);
      if (response.ok && box.value === typed) offer(box, await response.json());
    } catch { /* offline: no completions */ }
  };

  const offer = (box, texts) => {
    completions.replaceChildren(...texts.map((text) => new Option(text, text)));
    // Without completions the box is a plain text box, to people and to screen readers.
    if (texts.length && box.value !== asked()) box.setAttribute("list", completions.id);
    else box.removeAttribute("list");
  };

  const endCompletion = () => {
    clearTimeout(completing);
    const box = searchBox();
    if (box) offer(box, []);
  };

  // A link followed leaves a half-typed text behind; the box then says again what the page is about.
  const resetSearchBox = () => {
    const box = searchBox();
    if (!box || box.value === asked()) return;
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set.call(box, asked());
    box.dispatchEvent(new CustomEvent("input", { bubbles: true, detail: RESETTING }));
  };

  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    searchBox()?.focus();
    searchBox()?.select();
  });

  // ---- Links inside the app: Streamlit follows the history, so no reload is needed ----
  let expecting = 0;
  let moveFocus = false;

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-nav]");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    const target = new URL(link.getAttribute("href"), location.href);
    if (target.search === location.search) return;
    history.pushState({}, "", target);
    dispatchEvent(new PopStateEvent("popstate"));
    moveFocus = true;
    clearTimeout(expecting);
    expecting = setTimeout(() => location.reload(), RELOAD_AFTER_MS);
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

  const arrived = (page) => {
    clearTimeout(expecting);
    endCompletion();
    announce(page.dataset.announce ?? page.querySelector("h1")?.textContent ?? document.title);
    page.querySelectorAll(".shot").forEach(centreOnValue);
    if (!moveFocus) return;
    moveFocus = false;
    resetSearchBox();
    scrollTo(0, 0);
    document.querySelector('[data-testid="stMain"]')?.scrollTo(0, 0);
    page.focus({ preventScroll: true });
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
