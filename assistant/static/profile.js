// The page 行业画像: its deep link, the profile brought into view, and, on a phone, the panel with
// the sources over the lower part of the page; nothing is fetched.
(() => {
  const $ = (selector) => document.querySelector(selector);
  const panel = () => document.getElementById("profile-basis");
  let opened = false;

  window.planqaProfile = {
    // The page's address when it is first opened, else nothing.
    address: () => {
      if (opened) return null;
      opened = true;
      return location.search;
    },
    begin: () => {
      const asked = new URLSearchParams(location.search);
      if (asked.has("section")) return;
      if (asked.has("sector") || asked.has("place")) {
        document.getElementById("page-profile-button")?.click();
      }
    },
    shown: () =>
      requestAnimationFrame(() => {
        panel()?.classList.remove("pq-opened");
        $("#profile-evidence")?.scrollTo({ top: 0 });
      }),
  };

  const close = () => panel()?.classList.remove("pq-opened");
  // Before the page's own listener goes to the card: what is hidden cannot be gone to.
  document.addEventListener(
    "click",
    (event) => {
      const at = (selector) => event.target.closest?.(selector);
      if (at("#profile-text a.pq-mark")) panel()?.classList.add("pq-opened");
      else if (at("#profile-basis .pq-close, #profile-basis .pq-number, #profile-basis [data-goto]"))
        close();
    },
    { capture: true },
  );
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !event.target.closest?.("#profile-basis")) return;
    close();
    $("#profile-text .pq-profile")?.focus({ preventScroll: true });
  });
})();
