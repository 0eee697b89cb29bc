// The page 原文: going to a section, marking words by their offsets, the outline, copied links.
(() => {
  const $ = (selector) => document.querySelector(selector);
  let pending = null; // where to go once the book is there

  // "12-19,34-36" as pairs of offsets in the published text.
  const offsets = (written) =>
    [...(written || "").matchAll(/(\d+)-(\d+)/g)].map((m) => [+m[1], +m[2]]);

  // Marks these offsets and no others. A run of text says where it begins: data-at.
  const mark = (ranges) => {
    document.querySelectorAll(".pq-book [data-at]:has(mark)").forEach((run) => {
      run.textContent = run.textContent;
    });
    if (!ranges.length) return;
    for (const run of document.querySelectorAll(".pq-book [data-at]")) {
      const [at, words] = [+run.dataset.at, run.textContent];
      const within = ranges.filter(([a, b]) => a < at + words.length && b > at);
      if (!within.length) continue;
      const parts = [];
      let done = 0;
      for (const [a, b] of within) {
        const from = Math.max(a - at, done);
        const to = Math.min(b - at, words.length);
        if (to <= from) continue;
        const marked = document.createElement("mark");
        marked.textContent = words.slice(from, to);
        marked.dataset.from = a;
        parts.push(words.slice(done, from), marked);
        done = to;
      }
      run.replaceChildren(...parts, words.slice(done));
    }
  };

  // Goes to a section, to a mark in it if there is one, and shows which section it is.
  const go = ({ path, marks, first }) => {
    const section = document.getElementById(`s-${path}`);
    if (!section) return;
    lay_out();
    if (marks) mark(marks);
    document.querySelectorAll(".pq-here, .pq-now").forEach((e) =>
      e.classList.remove("pq-here", "pq-now"),
    );
    section.classList.add("pq-here");
    const from = first ?? marks?.[0]?.[0];
    const words = from === undefined ? null : $(`.pq-book mark[data-from="${from}"]`);
    words?.classList.add("pq-now");
    const fold = words?.closest("details");
    if (fold) fold.open = true;
    const middle = words || section.tagName === "TBODY";
    (words || section).scrollIntoView({ block: middle ? "center" : "start" });
    section.focus({ preventScroll: true });
    show(path);
  };

  // All of the book at its place; before, what is out of view has no height of its own.
  const lay_out = () => $(".pq-book").classList.add("pq-whole");

  // Once the book is on the page.
  const go_when_there = () => {
    if (!$(".pq-book")) requestAnimationFrame(go_when_there);
    else if (!pending) setTimeout(lay_out, 500);
    else {
      go(pending);
      pending = null;
    }
  };

  const open = (target) => {
    pending = target;
    const tab = document.getElementById("page-book-button");
    if (tab?.getAttribute("aria-selected") !== "true") tab?.click();
    go_when_there();
  };

  const target = ({ dataset }) => ({
    path: dataset.goto,
    marks: dataset.marks ? offsets(dataset.marks) : undefined,
    first: dataset.first === undefined ? undefined : +dataset.first,
  });

  window.planqaBook = {
    // The page's address where the book is still to be loaded, else nothing.
    address: () => ($(".pq-book") ? null : location.search),
    // A deep link opens the page 原文 at once.
    begin: () => {
      if (new URLSearchParams(location.search).has("section")) open(null);
    },
    arrive: () => {
      const arrival = $("#book-note span[data-goto]");
      if (arrival && !pending) {
        pending = target(arrival);
        arrival.remove();
      }
      go_when_there();
    },
    found: () =>
      requestAnimationFrame(() => {
        const hits = $("#book-hits [data-marks]");
        mark(offsets(hits?.dataset.marks));
        $("#book-hits")?.scrollTo({ top: 0 });
      }),
  };

  // The outline, a tree after the ARIA practices: arrows move and fold, Enter goes.

  const entries = () => [...document.querySelectorAll(".pq-tree [role=treeitem]")];
  const fold = (entry, opened) => {
    if (entry.hasAttribute("aria-expanded")) entry.setAttribute("aria-expanded", opened);
  };
  const above = (entry) => entry.parentElement.closest("[role=treeitem]");
  const enter = (entry) => {
    entries().forEach((e) => (e.tabIndex = e === entry ? 0 : -1));
    entry.focus();
  };

  // Shows an entry of the outline as the one read; rows and parts are shown by their box.
  const show = (path) => {
    const named = (p) => entries().find((e) => e.dataset.goto === p);
    const entry = named(path) || named(path.split("/")[0]);
    $(".pq-tree [aria-current]")?.removeAttribute("aria-current");
    if (!entry) return;
    entry.setAttribute("aria-current", "location");
    for (let e = above(entry); e; e = above(e)) fold(e, true);
    entries().forEach((e) => (e.tabIndex = e === entry ? 0 : -1));
    const panel = $("#book-outline");
    const line = entry.firstElementChild.getBoundingClientRect();
    const seen = panel.getBoundingClientRect();
    if (line.top < seen.top || line.bottom > seen.bottom) {
      panel.scrollBy({ top: line.top - seen.top - seen.height / 3 });
    }
  };

  const unfold_outline = (opened) => {
    $(".pq-toc")?.classList.toggle("pq-unfolded", opened);
    $(".pq-toc-fold")?.setAttribute("aria-expanded", opened);
  };

  document.addEventListener("keydown", (event) => {
    const entry = event.target.closest?.(".pq-tree [role=treeitem]");
    if (!entry || event.ctrlKey || event.altKey || event.metaKey) return;
    const seen = entries().filter((e) => e.offsetParent);
    const place = seen.indexOf(entry);
    const unfolded = entry.getAttribute("aria-expanded");
    const steps = {
      ArrowDown: () => seen[place + 1],
      ArrowUp: () => seen[place - 1],
      Home: () => seen[0],
      End: () => seen[seen.length - 1],
      ArrowRight: () => (unfolded === "true" ? seen[place + 1] : fold(entry, true)),
      ArrowLeft: () => (unfolded === "true" ? fold(entry, false) : above(entry)),
      Enter: () => choose(entry),
      " ": () => choose(entry),
    };
    if (!steps[event.key]) return;
    event.preventDefault();
    const next = steps[event.key]();
    if (next) enter(next);
  });

  const choose = (entry) => {
    unfold_outline(false);
    open(target(entry));
  };

  const copy = async (link) => {
    try {
      await navigator.clipboard.writeText(link.href);
    } catch {
      // Without a secure connection browsers have no clipboard but this one.
      const held = document.createElement("textarea");
      held.value = link.href;
      document.body.append(held);
      held.select();
      const copied = document.execCommand("copy");
      held.remove();
      link.focus();
      if (!copied) return "未能复制";
    }
    return "已复制";
  };

  document.addEventListener("click", async (event) => {
    const at = (selector) => event.target.closest?.(selector);
    const plain = !event.ctrlKey && !event.metaKey && !event.shiftKey;
    const link = at("a.pq-copy");
    if (link && plain) {
      event.preventDefault();
      const said = await copy(link);
      link.textContent = $(".pq-said").textContent = said;
      setTimeout(() => (link.textContent = "复制链接"), 2000);
    } else if (at(".pq-fold")) {
      const entry = at("[role=treeitem]");
      fold(entry, entry.getAttribute("aria-expanded") !== "true");
    } else if (at(".pq-toc-fold")) {
      unfold_outline(at(".pq-toc-fold").getAttribute("aria-expanded") !== "true");
    } else if (at(".pq-clear")) {
      at(".pq-hits").remove();
      mark([]);
      $("#book-words input, #book-words textarea")?.focus();
    } else if (at("[role=treeitem]")) {
      const entry = at("[role=treeitem]");
      fold(entry, true);
      choose(entry);
    } else if (at("a[data-goto]") && plain) {
      event.preventDefault();
      open(target(at("a[data-goto]")));
    }
  });
})();
