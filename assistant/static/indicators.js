// The page 指标 and the charts: what is pointed at is told below a chart, files are saved, and an
// opened source is brought into view; nothing is fetched.
(() => {
  const told = (event) => {
    const point = event.target.closest?.(".pq-point");
    const tip = point?.closest(".pq-chart")?.querySelector(".pq-tip");
    if (tip) tip.textContent = point.getAttribute("aria-label");
  };
  document.addEventListener("pointerover", told);
  document.addEventListener("focusin", told);

  window.planqaSave = (file) => {
    const { name, data } = JSON.parse(file);
    const bytes = Uint8Array.from(atob(data), (ch) => ch.charCodeAt(0));
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([bytes]));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  };

  window.planqaReveal = () =>
    requestAnimationFrame(() => {
      const panel = document.querySelector("#indicator-source .pq-source");
      if (!panel) return;
      const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
      const behavior = still ? "auto" : "smooth";
      const quote = panel.querySelector("mark") || panel;
      document.getElementById("indicator-basis").classList.remove("pq-closed");
      opener = document.activeElement;
      const frame = document.getElementById("indicator-source");
      const top = quote.getBoundingClientRect().top - frame.getBoundingClientRect().top;
      const beyond = top > 0.6 * frame.clientHeight;
      frame.scrollTo({ top: beyond ? frame.scrollTop + top - 120 : 0, behavior });
      panel.focus({ preventScroll: true });
    });

  // On a phone the source lies over the lower part of the page until it is closed.
  let opener = null;
  const close = () => {
    document.getElementById("indicator-basis")?.classList.add("pq-closed");
    opener?.focus({ preventScroll: true });
  };
  document.addEventListener("click", (event) => {
    if (event.target.closest?.(".pq-source .pq-close")) close();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && event.target.closest?.("#indicator-source")) close();
  });
})();
