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
    if (marks.length) mark(marks);
    document.querySelectorAll(".pq-here, .pq-now").forEach((e) =>
      e.classList.remove("pq-here", "pq-now"),
    );
    section.classList.add("pq-here");
    const words = $(`.pq-book mark[data-from="${first ?? marks[0]?.[0]}"]`);
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

  // Goes where it is wanted, as soon as the book is there to be seen.
  const go_when_there = () => {
    if (!$(".pq-book")?.offsetParent) return void requestAnimationFrame(go_when_there);
    const arrival = $("#book-note span[data-goto]"); // where the page's address leads
    if (arrival) pending ||= target(arrival);
    arrival?.remove();
    if (pending) go(pending);
    else setTimeout(lay_out, 500);
    pending = null;
  };

  const open = (target) => {
    pending = target;
    const tab = document.getElementById("page-book-button");
    if (tab?.getAttribute("aria-selected") !== "true") tab?.click();
    go_when_there();
  };

  // Where a link leads. One of the hits has all their marks.
  const target = (link) => ({
    path: link.dataset.goto,
    marks: offsets(link.closest(".pq-hits")?.dataset.marks || link.dataset.marks),
    first: link.dataset.first,
  });

  window.planqaBook = {
    // The page's address where the book is still to be loaded, else nothing.
    address: () => ($(".pq-book") ? null : location.search),
    // A deep link opens the page 原文 at once.
    begin: () => {
      if (new URLSearchParams(location.search).has("section")) open(null);
    },
    arrive: go_when_there,
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
  const point = (entry) => {
    $(".pq-tree [aria-current]")?.removeAttribute("aria-current");
    entry.setAttribute("aria-current", "location");
    entries().forEach((e) => (e.tabIndex = e === entry ? 0 : -1));
    const panel = $("#book-outline").getBoundingClientRect();
    const line = entry.firstElementChild.getBoundingClientRect();
    if (line.top < panel.top || line.bottom > panel.bottom) {
      $("#book-outline").scrollBy({ top: line.top - panel.top - panel.height / 3 });
    }
  };
  const named = (path) => entries().find((e) => e.dataset.goto === path);
  const show = (path) => {
    const entry = named(path) || named(path.split("/")[0]);
    if (!entry) return;
    for (let e = above(entry); e; e = above(e)) fold(e, true);
    point(entry);
  };

  // Reading on, the outline follows; what is folded away is shown by what it is folded into.
  let following = false;
  const follow = () => {
    following = false;
    const book = $(".pq-book");
    if (!book?.offsetParent) return;
    const top = Math.max(0, $("#book-text").getBoundingClientRect().top);
    const here = $(".pq-here")?.getBoundingClientRect();
    if (here && here.bottom > top && here.top < innerHeight) return;
    let read = null;
    for (const node of book.querySelectorAll(":scope > .pq-node")) {
      if (node.getBoundingClientRect().top > top + 80) break;
      read = node;
    }
    let entry = read && named(read.id.slice(2));
    while (entry && !entry.offsetParent) entry = above(entry);
    if (entry && !entry.hasAttribute("aria-current")) point(entry);
  };
  document.addEventListener(
    "scroll",
    () => {
      if (!following) requestAnimationFrame(follow);
      following = true;
    },
    { capture: true, passive: true },
  );

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
    } else if (at(".pq-up")) {
      event.preventDefault();
      $("#book-side").scrollIntoView();
      $("#book-words input")?.focus({ preventScroll: true });
    } else if (at(".pq-clear")) {
      at(".pq-hits").remove();
      mark([]);
      $("#book-words input")?.focus();
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
