// Marks [n] in answers and cards of the panel lead to each other; nothing is fetched.
(() => {
  document.documentElement.lang = "zh-CN";

  const motion = () =>
    matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";

  const reveal = (id) => {
    const target = document.getElementById(id);
    if (!target) return;
    const group = target.closest("[data-turn]");
    if (group) {
      for (const other of group.parentElement.children) other.hidden = other !== group;
    }
    document.querySelectorAll(".pq-active").forEach((e) => e.classList.remove("pq-active"));
    const card = target.closest(".pq-card");
    if (!card) {
      target.scrollIntoView({ block: "center", behavior: motion() });
      target.focus({ preventScroll: true });
      return;
    }
    card.classList.add("pq-active");
    const n = id.split("-").pop();
    const quote = card.querySelector(`mark[data-n="${n}"]`) || card.querySelector("mark") || card;
    const tall = card.offsetHeight > 0.6 * innerHeight;
    (tall ? quote : card).scrollIntoView({
      block: tall ? "center" : "nearest",
      behavior: motion(),
    });
    card.focus({ preventScroll: true });
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.('a[href^="#cite-"], a[href^="#mark-"]');
    if (!link) return;
    event.preventDefault();
    reveal(link.getAttribute("href").slice(1));
  });

  // What pops up without 提示 above it is the library's, in English, when the server cannot be
  // reached.
  const say = (element, words) => {
    if (element.textContent.trim() !== words) element.textContent = words;
  };
  const translate = () => {
    document.querySelectorAll(".toast-title").forEach((title) => {
      if (title.textContent.trim() === "提示") return;
      say(title, "连接出错");
      (title.closest(".toast-body") || document)
        .querySelectorAll(".toast-message-text")
        .forEach((e) =>
          say(e, "连不上服务，正在重试。若一直如此，请确认服务仍在运行，再刷新页面。"),
        );
    });
    document.querySelectorAll(".toast-close").forEach((e) => e.setAttribute("aria-label", "关闭"));
  };
  new MutationObserver(translate).observe(document.documentElement, {
    childList: true,
    subtree: true,
  });

  // The newest question to the top of the record, the panel back to its first card.
  window.planqaLatest = () =>
    requestAnimationFrame(() => {
      const log = document.getElementById("log");
      const turn = [...log.querySelectorAll(".pq-turn")].pop();
      if (!turn) return;
      if (log.scrollHeight > log.clientHeight) {
        const top = log.scrollTop + turn.getBoundingClientRect().top;
        log.scrollTo({ top: top - log.getBoundingClientRect().top, behavior: motion() });
      } else {
        turn.scrollIntoView({ block: "nearest", behavior: motion() });
      }
      document.getElementById("evidence").scrollTo({ top: 0 });
    });
})();
