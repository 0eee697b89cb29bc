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
