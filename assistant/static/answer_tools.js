// The row below the last answer: clipboard, the Word file, the whole sections within the answer.
(() => {
  const tell = (words) => {
    const note = document.querySelector("#told p");
    if (note && note.textContent !== words) note.textContent = words;
  };

  // Where the page is not served securely (http in an intranet) there is no navigator.clipboard;
  // the older command fires an event whose data the page may set.
  const copyByCommand = (html, text) => {
    let done = false;
    const fill = (event) => {
      event.preventDefault();
      event.stopImmediatePropagation();
      event.clipboardData.setData("text/html", html);
      event.clipboardData.setData("text/plain", text);
      done = true;
    };
    const held = document.activeElement;
    const field = document.createElement("textarea"); // some browsers copy only a selection
    field.value = text;
    field.setAttribute("aria-hidden", "true");
    field.style.cssText = "position:fixed;top:0;left:0;opacity:0";
    document.body.append(field);
    field.select();
    document.addEventListener("copy", fill, true);
    try {
      document.execCommand("copy");
    } finally {
      document.removeEventListener("copy", fill, true);
      field.remove();
      held?.focus?.({ preventScroll: true });
    }
    return done;
  };

  const copy = async () => {
    const part = (kind) => document.querySelector(`#copies [data-copy="${kind}"]`);
    if (!part("html")) return;
    const html = part("html").innerHTML;
    const text = part("text").textContent;
    let done = false;
    if (navigator.clipboard?.write && window.ClipboardItem) {
      const blob = (type, data) => new Blob([data], { type });
      const item = { "text/html": blob("text/html", html), "text/plain": blob("text/plain", text) };
      done = await navigator.clipboard.write([new ClipboardItem(item)]).then(
        () => true,
        () => false,
      );
    }
    done = done || copyByCommand(html, text);
    tell(done ? "已复制，可粘贴到文档中。" : "未能复制，请选中回答后按 Ctrl+C。");
  };

  document.addEventListener("click", (event) => {
    if (event.target.closest?.("#copy")) copy();
  });

  // The file comes within the page, as a link that holds it, perhaps some frames after the event.
  window.planqaDownload = (frames = 120) => {
    const link = document.querySelector("#parcel a");
    if (link) {
      link.click();
      tell("已导出：" + link.textContent);
    } else if (frames) {
      requestAnimationFrame(() => window.planqaDownload(frames - 1));
    }
  };

  // The log is made anew whenever a question is sent; the sections are put back in it.
  const place = () => {
    const turns = document.querySelectorAll("#log .pq-turn:has(.pq-status) .pq-answer");
    const answer = turns[turns.length - 1];
    const wanted = document.querySelector("#whole .pq-expanded");
    const shown = document.querySelector("#log .pq-expanded");
    if (shown && (!wanted || shown.parentElement !== answer)) shown.remove();
    if (!wanted || !answer || answer.querySelector(".pq-expanded")) return;
    const copy = wanted.cloneNode(true);
    answer.append(copy);
    copy.scrollIntoView({ block: "nearest" });
  };
  let told; // the answer that the note is about
  const clear = () => {
    const now = document.querySelector("#copies [data-turn]")?.dataset.turn;
    if (now !== told) tell("");
    told = now;
  };
  new MutationObserver(() => {
    place();
    clear();
  }).observe(document.documentElement, {
    attributeFilter: ["data-turn"],
    childList: true,
    subtree: true,
  });
})();
